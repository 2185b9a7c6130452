// Elements. What comes from the trace enters as text or attributes, never as markup.

const maker =
  (namespace) =>
  (name, attributes = {}, ...children) => {
    const [tag, ...classes] = name.split(".");
    const element = document.createElementNS(namespace, tag || "div");
    for (const [key, value] of Object.entries(attributes)) {
      if (value === undefined || value === null || value === false) continue;
      if (key === "class") classes.push(...value.split(" ").filter(Boolean));
      else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (key === "style")
        for (const [property, to] of Object.entries(value)) element.style.setProperty(property, to);
      else element.setAttribute(key, value === true ? "" : value);
    }
    if (classes.length) element.setAttribute("class", classes.join(" "));
    element.append(...present(children));
    return element;
  };

const present = (children) =>
  children.flat(9).filter((child) => child !== null && child !== undefined && child !== false);

const h = maker("http://www.w3.org/1999/xhtml");
const s = maker("http://www.w3.org/2000/svg");
const at = (id) => document.getElementById(id);

const unseen = (...words) => h("span.unseen", {}, words);
const quiet = (...words) => h("span.quiet", {}, words);
/** A panel. Beside its title stands `more`: small words, or elements of their own. */
const card = (kind, title, more, ...body) =>
  h(
    `section.card.${kind}`,
    { "aria-label": title },
    h("header", {}, h("h2", {}, title), typeof more === "string" ? h("small", {}, more) : more),
    body,
  );
