use std::collections::BTreeMap;
use std::ffi::OsString;

use check::Engine;
use clap::{CommandFactory, Parser};

use super::*;
use crate::arguments::{Arguments, Verb};

/// What is heeded with this file and these variables, or what is wrong.
fn chosen(file: &str, variables: &[(&str, &str)]) -> Result<BTreeMap<&'static str, String>, Error> {
    let file = File::parse(NAME.into(), file)?;
    let variables: BTreeMap<&str, &str> = variables.iter().copied().collect();
    let choices =
        choose(|_| None, |name| variables.get(name).copied().map(OsString::from), Some(&file))?;
    Ok(choices
        .into_iter()
        .filter_map(|Choice { key, text, source }| Some((key.name, format!("{} {source}", text?))))
        .collect())
}

fn complaint(file: &str, variables: &[(&str, &str)]) -> String {
    let error = chosen(file, variables).expect_err(file);
    let hint = error.hint().expect("there is a way out");
    format!("{error}; {hint}")
}

#[test]
fn every_default_and_every_flag_makes_sense() {
    for key in &KEYS {
        assert_eq!(key.default.map_or(Ok(()), key.check), Ok(()), "{}", key.name);
        assert_eq!(key.default.is_none(), !key.otherwise.is_empty(), "{}", key.name);
    }
    assert!(chosen("", &[]).unwrap().values().all(|chosen| chosen.ends_with(" default")));
}

#[test]
fn every_key_is_a_flag_whose_help_names_its_default() {
    let program = Arguments::command();
    let check = program.find_subcommand("check").unwrap();
    for key in &KEYS {
        let flag = check.get_arguments().find(|flag| flag.get_long() == Some(key.name));
        let help = flag.expect(key.name).get_help().unwrap().to_string();
        // That a switch is off by default goes without saying.
        if let Some(default) = key.default.filter(|default| *default != "false") {
            assert!(help.contains(&format!("[default: {default}]")), "{}: {help}", key.name);
        }
        let value = match key.name {
            "memory" => "sc",
            "shard" => "1/2",
            _ => key.default.unwrap_or("3"),
        };
        let arguments = format!("plainweave check --{}={value}", key.name);
        let parsed = Arguments::try_parse_from(arguments.split(' ')).unwrap();
        let Some(Verb::Check(parsed)) = parsed.verb else { panic!("another verb") };
        assert_eq!(parsed.flag(key.name).as_deref(), Some(value), "{}", key.name);
    }
}

#[test]
fn a_variable_of_ours_comes_before_one_of_others_and_both_before_the_file() {
    let file = "[check]\n\nbudget = \"3s\"\nruns = 7";
    let ours = ("PLAINWEAVE_BUDGET", "1s");
    let theirs = ("LOOM_MAX_DURATION", "2");
    let budget = |variables: &[(&str, &str)]| chosen(file, variables).unwrap()["budget"].clone();
    assert_eq!(budget(&[ours, theirs]), "1s PLAINWEAVE_BUDGET");
    assert_eq!(budget(&[theirs]), "2s LOOM_MAX_DURATION");
    assert_eq!(budget(&[]), "3s plainweave.toml:3");
    assert_eq!(budget(&[("PLAINWEAVE_BUDGET", "")]), "3s plainweave.toml:3");
    assert_eq!(chosen(file, &[]).unwrap()["runs"], "7 plainweave.toml:4");
}

#[test]
fn what_is_outranked_has_to_make_sense_all_the_same() {
    let variables = [("PLAINWEAVE_STEPS", "5"), ("LOOM_MAX_BRANCHES", "many")];
    assert!(complaint("", &variables).contains("the variable LOOM_MAX_BRANCHES"));
}

#[test]
fn a_value_of_another_unit_is_not_misread() {
    // With an s behind it this would be five milliseconds.
    let complaint = complaint("", &[("LOOM_MAX_DURATION", "5m")]);
    assert!(complaint.contains("LOOM_MAX_DURATION: expected a whole number"), "{complaint}");
}

#[test]
fn a_list_may_be_one() {
    let engines = |value: &str| chosen(&format!("[check]\nengine = {value}"), &[]).unwrap();
    assert_eq!(engines("[\"weave\", \"loom\"]")["engine"], "weave,loom plainweave.toml:2");
    assert_eq!(engines("\"weave,loom\"")["engine"], "weave,loom plainweave.toml:2");
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line_and_the_way_out() {
    for (file, parts) in [
        ("[check]\nbugdet = \"5s\"", ["plainweave.toml:2: the key `bugdet` is", "`budget`"]),
        ("\n[chekc]\n", ["plainweave.toml:2: the table `[chekc]`", "`[check]`"]),
        ("budget = \"5s\"", ["plainweave.toml:1: `budget` belongs below", "help config"]),
        ("[check]\nruns = 0", ["plainweave.toml:2: `runs`: expected a whole number", "not `0`"]),
        ("[check]\nruns = 1.5", ["plainweave.toml:2: `runs`: expected", "float"]),
        ("[check]\nruns = [1]", ["plainweave.toml:2: `runs`: expected", "array"]),
        ("[check]\nengine = [\"lom\"]", ["plainweave.toml:2: `engine`: unknown", "`loom`"]),
        ("[check]\n\nruns = \n", ["plainweave.toml:3: ", "the keys are engine, memory"]),
        ("[check]\nfine = true\nfine = true", ["plainweave.toml:3: ", "duplicate"]),
    ] {
        let complaint = complaint(file, &[]);
        for part in parts {
            assert!(complaint.contains(part), "{complaint}\nlacks: {part}\n{file}");
        }
    }
}

#[test]
fn a_memory_chooses_the_engine_and_each_engine_is_there_once() {
    let settings = |file: &str| {
        let file = File::parse(NAME.into(), file).unwrap();
        Settings::from_choices(choose(|_| None, |_| None, Some(&file)).unwrap())
    };
    let engines = |file| settings(file).unwrap().engines;
    assert_eq!(engines("[check]\nmemory = \"sc\""), [Engine::WeaveSc]);
    assert_eq!(engines("[check]\nengine = \"weave,loom,weave\""), [Engine::Weave, Engine::Loom]);
    assert_eq!(engines("[check]\nengine = \"all\""), Engine::ALL);
    // What the file says is for those that it concerns; a part is searched by all or by none.
    let preemptions = settings("[check]\nengine = \"native\"\npreemptions = 1\nruns = 3").unwrap();
    let echo = "engine = native (plainweave.toml:2), runs = 3 (plainweave.toml:4)";
    assert_eq!(preemptions.echo().as_deref(), Some(echo));
    assert!(settings("[check]\nengine = \"loom\"\nshard = \"1/2\"").is_err());
}

#[test]
fn a_folder_in_the_file_is_below_the_file() {
    let file =
        File::parse(PathBuf::from("../plainweave.toml"), "[check]\ntraces = \"out\"").unwrap();
    let choices = choose(|_| None, |_| None, Some(&file)).unwrap();
    assert_eq!(Settings::from_choices(choices).unwrap().traces, Path::new("../out"));
}

#[test]
fn a_variable_that_is_misspelt_is_found_and_those_of_others_are_left_alone() {
    let names =
        ["PLAINWEAVE_BUGDET", "PLAINWEAVE_SEED", "PLAINWEAVE_STRESS_ITEMS", "PLAINWEAVE", "PATH"];
    let found = misspelt(names.into_iter().map(OsString::from));
    assert_eq!(found, [("PLAINWEAVE_BUGDET".to_owned(), "PLAINWEAVE_BUDGET".to_owned())]);
}
