use plainweave_check::{self as check, Check, Engine, Reach};
use std::time::{Duration, Instant};

#[test]
fn look() {
    let engines: Vec<Engine> = std::env::var("ENGINES")
        .unwrap_or("weave".into())
        .split(',')
        .map(|e| e.parse().unwrap())
        .collect();
    for engine in engines {
        for entry in check::catalogue()
            .into_iter()
            .filter(|e| std::env::var("ONLY").map_or(true, |o| e.name.starts_with(&o)))
        {
            let check = Check::new(engine).budget(Duration::from_secs(5));
            let report = entry.check(&check, &[]).unwrap();
            let Some(document) = report.document() else { continue };
            let mut account = report::account(&report.found(""), Some(&document), |_| None);
            let start = Instant::now();
            let time = Duration::from_millis(
                std::env::var("MS").ok().and_then(|m| m.parse().ok()).unwrap_or(2000),
            );
            let found = entry
                .alternatives(
                    &check,
                    &[],
                    document.schedule.as_ref(),
                    &account.events,
                    Reach { time, ..Reach::default() },
                )
                .unwrap();
            match found {
                Ok(found) => {
                    if let Ok(dir) = std::env::var("PAGES") {
                        for object in &found.objects {
                            if !account.objects.iter().any(|o| o.id == object.id) {
                                account.objects.push(object.clone());
                            }
                        }
                        account.graph = Some(serde_json::to_value(&found.graph).unwrap());
                        let outcomes = entry.outcomes(&check, &[]).unwrap();
                        if let Some(outcomes) = outcomes {
                            account.outcomes = Some(outcomes.told());
                            account.search.executions = outcomes.counts(account.verdict.fault);
                        }
                        trace::account::validate(&account).unwrap();
                        let name = entry.name.replace('/', "_");
                        std::fs::create_dir_all(&dir).unwrap();
                        std::fs::write(format!("{dir}/{name}.trace.json"), account.to_json())
                            .unwrap();
                        std::fs::write(
                            format!("{dir}/{name}.html"),
                            report::html(&account.to_json(), entry.name, ""),
                        )
                        .unwrap();
                    }
                    let g = &found.graph;
                    let bytes = serde_json::to_string(g).unwrap().len();
                    eprintln!(
                        "{engine} {} steps {} runs {} states {} nodes {} events {} complete {} bytes {} {:?}",
                        entry.name,
                        account.events.len(),
                        found.runs,
                        g.states,
                        g.nodes.len(),
                        g.events.len(),
                        g.complete,
                        bytes,
                        start.elapsed()
                    );
                    if std::env::var("DUMP").is_ok() {
                        for (i, e) in g.events.iter().enumerate() {
                            eprintln!("  {i} {}", serde_json::to_string(e).unwrap());
                        }
                        for (i, n) in g.nodes.iter().enumerate() {
                            eprintln!("  {i} {}", serde_json::to_string(n).unwrap());
                        }
                    }
                }
                Err(why) => {
                    eprintln!(
                        "{engine} {} steps {} NONE: {why} {:?}",
                        entry.name,
                        account.events.len(),
                        start.elapsed()
                    );
                    if std::env::var("DUMP").is_ok() {
                        for e in &account.events {
                            eprintln!(
                                "  {} t{} {} {:?} {:?} {:?}",
                                e.step, e.thread, e.op, e.object, e.result, e.value
                            );
                        }
                    }
                }
            }
        }
    }
}
