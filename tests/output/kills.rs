//! Builds that are killed, and builds at the same time.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rapporteur::write::Spare;

use crate::{Project, again, skipped, told, tree};

const PAGES: usize = 15;
const KILLS: u32 = 150;

/// One of two sites that differ in their pages and in which pages they have.
fn pages(which: usize) -> Vec<(String, String)> {
    (0..PAGES)
        .filter(|page| page % 7 != which)
        .map(|page| {
            let text = if page % 3 == 0 { page } else { page + 1000 * which };
            (format!("kind{}/record-{page}/index.html", page % 3), format!("{text}\n").repeat(50))
        })
        .collect()
}

fn build(project: &Project, which: usize) {
    let pages = pages(which);
    let pages: Vec<(&str, &str)> =
        pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let summary = project.publish(&pages).expect("a site");
    assert!(summary.leftover.is_none(), "{:?}", summary.leftover);
}

fn with_foreign(project: &Project) {
    project.foreign(".git/HEAD", "ref", 0o444);
    project.foreign("kind1/record-1/notes.txt", "notes", 0o600);
}

/// What the two sites look like, with the foreign files.
fn sites() -> [BTreeMap<String, Vec<u8>>; 2] {
    [0, 1].map(|which| {
        let project = Project::new();
        build(&project, which);
        with_foreign(&project);
        tree(&project.output)
    })
}

#[test]
#[ignore = "run by other tests, which kill it"]
fn build_by_turns() {
    let Some(project) = told() else { return };
    loop {
        build(&project, 0);
        build(&project, 1);
    }
}

#[test]
#[ignore = "run by other tests, which take its time"]
fn build_both() {
    let Some(project) = told() else { return };
    build(&project, 0);
    build(&project, 1);
}

#[test]
#[ignore = "run by other tests"]
fn build_second() {
    if let Some(project) = told() {
        build(&project, 1);
    }
}

#[test]
#[ignore = "run by other tests"]
fn build_twenty_times() {
    let Some(project) = told() else { return };
    for round in 0..20 {
        build(&project, round % 2);
    }
}

#[test]
fn killed_build_leaves_the_old_site_or_the_new() {
    killed_by_turns(Spare::Removed);
}

#[test]
fn killed_build_leaves_the_old_site_or_the_new_where_sites_are_kept() {
    killed_by_turns(Spare::Kept);
}

fn killed_by_turns(spare: Spare) {
    let sites = sites();
    let project = Project::with(spare);
    build(&project, 0);
    with_foreign(&project);
    let started = Instant::now();
    assert!(again("kills::build_both", &project).status().expect("a child").success());
    let whole = started.elapsed();
    let mut seen = [0, 0];
    let mut left = 0;
    for round in 0..KILLS {
        let mut child = again("kills::build_by_turns", &project).spawn().expect("a child");
        // Children start by clearing up, so that kills are spread over that too.
        std::thread::sleep(whole.mul_f64(1.2 * f64::from(round) / f64::from(KILLS)));
        child.kill().expect("a kill");
        child.wait().expect("an end");
        let found = tree(&project.output);
        let which = sites.iter().position(|site| *site == found);
        seen[which
            .unwrap_or_else(|| panic!("round {round}: neither site, but {:?}", found.keys()))] += 1;
        left += usize::from(project.work().exists());
    }
    eprintln!("after {KILLS} kills: {seen:?} of the two sites, {left} times a work folder");
    assert!(seen.iter().all(|seen| *seen > 0) && left > 10, "the kills were not spread");
    build(&project, 0);
    project.assert_clean();
    assert_eq!(tree(&project.output), sites[0]);
}

#[test]
fn killed_first_build_leaves_nothing_or_the_site() {
    let sites = sites();
    for round in 0..40 {
        let project = Project::new();
        let mut child = again("kills::build_second", &project).spawn().expect("a child");
        std::thread::sleep(Duration::from_micros(1_000 + round * 200));
        child.kill().expect("a kill");
        child.wait().expect("an end");
        let killed = project.output.exists().then(|| tree(&project.output));
        build(&project, 1);
        project.assert_clean();
        let whole = tree(&project.output);
        assert!(killed.is_none_or(|killed| killed == whole), "round {round}");
        with_foreign(&project);
        assert_eq!(tree(&project.output), sites[1]);
    }
}

#[test]
fn builds_at_the_same_time_wait_for_each_other() {
    built_at_the_same_time(Spare::Removed);
    built_at_the_same_time(Spare::Kept);
}

fn built_at_the_same_time(spare: Spare) {
    let sites = sites();
    let project = Project::with(spare);
    // The very first builds are at the same time too.
    let children: Vec<_> = (0..3)
        .map(|_| again("kills::build_twenty_times", &project).spawn().expect("a child"))
        .collect();
    for mut child in children {
        assert!(child.wait().expect("an end").success());
    }
    project.assert_clean();
    with_foreign(&project);
    assert_eq!(tree(&project.output), sites[1]);
}

#[test]
fn stopped_build_is_waited_for_and_a_killed_one_is_not() {
    let project = Project::new();
    build(&project, 0);
    let mut child = again("kills::build_by_turns", &project).spawn().expect("a child");
    let id = child.id().to_string();
    let signal = |name: &str| Command::new("kill").args([name, &id]).status().expect("kill");
    // Stop it while it holds the lock.
    let started = Instant::now();
    let lock = project.work().join("rapporteur.lock");
    let is_own = || fs::read_to_string(&lock).is_ok_and(|pid| pid.trim() == id);
    // Its name stays in the file for a moment after it has let go.
    let is_held = || {
        let file = fs::File::open(&lock).expect("the lock");
        matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock))
    };
    loop {
        signal("-STOP");
        // A signal is under way for a moment.
        std::thread::sleep(Duration::from_millis(5));
        if is_own() && is_held() {
            break;
        }
        signal("-CONT");
        assert!(started.elapsed() < Duration::from_secs(20), "it never held the lock");
        std::thread::sleep(Duration::from_millis(1));
    }
    let mut waiting = again("kills::build_second", &project).spawn().expect("a child");
    std::thread::sleep(Duration::from_millis(300));
    assert!(waiting.try_wait().expect("a state").is_none(), "it did not wait");
    child.kill().expect("a kill");
    child.wait().expect("an end");
    assert!(waiting.wait().expect("an end").success());
    project.assert_clean();
}

/// Runs the second build under `strace`, which tampers with its system calls; `None` where there is
/// no `strace`.
fn tampered(project: &Project, injection: &str) -> Option<bool> {
    let child = again("kills::build_second", project);
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("inject={injection}")]);
    command.arg(child.get_program()).args(child.get_args());
    command.envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("RAYON_NUM_THREADS", "1");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) => Some(status.success()),
        Err(error) => {
            skipped(&format!("strace cannot be run: {error}"));
            None
        }
    }
}

/// Sweeps a fault over the times that a build makes a system call, and asserts what each leaves.
fn sweep(call: &str, fault: &str, step: usize) {
    for spare in [Spare::Removed, Spare::Kept] {
        sweep_with(spare, call, fault, step);
    }
}

fn sweep_with(spare: Spare, call: &str, fault: &str, step: usize) {
    let sites = sites();
    let project = Project::with(spare);
    let (mut failures, mut successes) = (0, 0);
    // Where a fault is survived, the calls that follow are tried too.
    for at in (1..).step_by(step) {
        if successes == 3 {
            break;
        }
        build(&project, 0);
        with_foreign(&project);
        let Some(succeeded) = tampered(&project, &format!("{call}:{fault}:when={at}")) else {
            return;
        };
        let found = tree(&project.output);
        if succeeded {
            assert_eq!(found, sites[1], "{fault} in {call} {at}");
            successes += 1;
        } else {
            assert!(sites.contains(&found), "{fault} in {call} {at}: {:?}", found.keys());
            (failures, successes) = (failures + 1, 0);
        }
        build(&project, 1);
        project.assert_clean();
        assert_eq!(tree(&project.output), sites[1], "after {fault} in {call} {at}");
    }
    eprintln!("{fault} in {call}, {spare:?}: {failures} builds failed");
    assert!(failures > 0);
}

#[test]
fn build_killed_at_any_call_leaves_one_of_the_sites() {
    for call in ["flock", "fsync", "renameat", "renameat2"] {
        sweep(call, "signal=KILL", 1);
    }
    for (call, step) in
        [("mkdirat", 5), ("linkat", 3), ("unlinkat", 4), ("write", 5), ("openat", 17)]
    {
        sweep(call, "signal=KILL", step);
    }
}

#[test]
fn build_with_a_failing_call_leaves_one_of_the_sites() {
    for call in ["flock", "fsync", "renameat", "renameat2"] {
        sweep(call, "error=EIO", 1);
    }
    for (call, step) in
        [("mkdirat", 7), ("linkat", 5), ("unlinkat", 7), ("write", 7), ("openat", 29)]
    {
        sweep(call, "error=EIO", step);
    }
}

#[test]
fn file_system_without_exchange_is_served_by_two_renames() {
    let sites = sites();
    let project = Project::new();
    for error in ["EINVAL", "ENOSYS", "EOPNOTSUPP"] {
        build(&project, 0);
        with_foreign(&project);
        match tampered(&project, &format!("renameat2:error={error}")) {
            None => return,
            Some(succeeded) => assert!(succeeded, "{error}"),
        }
        project.assert_clean();
        assert_eq!(tree(&project.output), sites[1], "{error}");
    }
}

#[test]
fn file_system_without_hard_links_is_served_by_copies() {
    let sites = sites();
    let project = Project::new();
    build(&project, 0);
    with_foreign(&project);
    match tampered(&project, "linkat:error=EPERM") {
        None => return,
        Some(succeeded) => assert!(succeeded),
    }
    project.assert_clean();
    assert_eq!(tree(&project.output), sites[1]);
}

#[test]
fn build_killed_between_two_renames_is_put_back() {
    let project = Project::new();
    build(&project, 0);
    with_foreign(&project);
    let before = tree(&project.output);
    let work = project.work();
    fs::create_dir_all(work.join("new/kind0")).expect("a folder");
    fs::write(work.join("rapporteur.lock"), "1\n").expect("a lock");
    fs::write(work.join("new/kind0/half"), "ha").expect("a page");
    fs::rename(&project.output, work.join("old")).expect("a rename");
    build(&project, 0);
    project.assert_clean();
    assert_eq!(tree(&project.output), before);
}
