/// How text is to look.
///
/// ```
/// let narrow = plainweave_report::Style { width: 60, ..Default::default() };
/// assert!(narrow.unicode && !narrow.colour);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns that may be used; no line is longer. Below 40 not much can be said.
    pub width: usize,
    /// Whether there is colour. It never says anything that the text does not.
    pub colour: bool,
    /// Whether signs beyond ASCII can be shown; if not, those in names become `?`.
    pub unicode: bool,
    /// Rows that are shown; of a longer run those that say why it fails, and the last ones.
    pub rows: usize,
}

impl Default for Style {
    /// 80 columns, 40 rows, signs, no colour.
    fn default() -> Self {
        Self { width: 80, colour: false, unicode: true, rows: 40 }
    }
}

/// The signs of which a picture is made; each takes one column unless it is a word.
#[derive(Debug)]
pub(crate) struct Glyphs {
    /// A lane whose thread could run.
    pub(crate) ready: &'static str,
    /// A lane whose thread waits.
    pub(crate) waiting: &'static str,
    /// A step.
    pub(crate) step: &'static str,
    /// A step after which the thread waits.
    pub(crate) stop: &'static str,
    /// A step that saw an old value.
    pub(crate) stale: &'static str,
    /// The end.
    pub(crate) fail: &'static str,
    /// Several steps.
    pub(crate) several: &'static str,
    /// The bar of a preemption, its ends and its head.
    pub(crate) rail: &'static str,
    pub(crate) from_left: &'static str,
    pub(crate) from_right: &'static str,
    pub(crate) to_right: &'static str,
    pub(crate) to_left: &'static str,
    /// Reads.
    pub(crate) reads: &'static str,
    /// An arrow with a label: `─waits→`.
    pub(crate) rule: &'static str,
    pub(crate) head: &'static str,
    pub(crate) dots: &'static str,
    pub(crate) quote: &'static str,
}

const SIGNS: Glyphs = Glyphs {
    ready: "│",
    waiting: "┆",
    step: "●",
    stop: "○",
    stale: "◆",
    fail: "✗",
    several: "╪",
    rail: "━",
    from_left: "┝",
    from_right: "┥",
    to_right: "▶",
    to_left: "◀",
    reads: "➜",
    rule: "─",
    head: "→",
    dots: "…",
    quote: "’",
};

const ASCII: Glyphs = Glyphs {
    ready: "|",
    waiting: ":",
    step: "*",
    stop: "o",
    stale: "%",
    fail: "x",
    several: "#",
    rail: "=",
    from_left: "+",
    from_right: "+",
    to_right: ">",
    to_left: "<",
    reads: "->",
    rule: "-",
    head: "->",
    dots: "..",
    quote: "'",
};

impl Style {
    pub(crate) fn glyphs(&self) -> &'static Glyphs {
        if self.unicode { &SIGNS } else { &ASCII }
    }
}
