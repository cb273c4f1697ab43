//! The processes above this one.

use crate::human::Ancestor;

/// A tree of processes is not deeper than this; a loop in what the system says ends here.
const DEEPEST: usize = 64;

/// The processes above this one, the nearest first, as far as the system tells.
pub(crate) fn ancestors() -> Vec<Ancestor> {
    climb(std::process::id(), look)
}

/// Follows the parents upwards by what `look` says of each process.
fn climb(from: u32, look: impl Fn(u32) -> Option<(u32, Ancestor)>) -> Vec<Ancestor> {
    let mut found = Vec::new();
    let mut next = look(from).map(|(parent, _)| parent);
    while let Some(id) = next.filter(|id| *id > 0 && found.len() < DEEPEST) {
        let Some((parent, ancestor)) = look(id) else {
            break;
        };
        found.push(ancestor);
        next = Some(parent);
    }
    found
}

#[cfg(target_os = "linux")]
fn look(id: u32) -> Option<(u32, Ancestor)> {
    let stat = std::fs::read(format!("/proc/{id}/stat")).ok()?;
    let (name, parent) = parse_stat(&String::from_utf8_lossy(&stat))?;
    // The arguments of another user's process can be hidden; its name is not.
    let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    let args = line.split(|byte| *byte == 0).filter(|arg| !arg.is_empty());
    let args = args
        .map(|arg| String::from_utf8_lossy(arg).into_owned())
        .collect();
    Some((parent, Ancestor { name, args }))
}

/// `4321 (name) S 1234 …`: the name can hold spaces and parentheses, so it ends at the last one.
#[cfg(target_os = "linux")]
fn parse_stat(stat: &str) -> Option<(String, u32)> {
    let (head, rest) = stat.rsplit_once(')')?;
    let (_, name) = head.split_once('(')?;
    let parent = rest.split_whitespace().nth(1)?.parse().ok()?;
    Some((name.to_owned(), parent))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn look(id: u32) -> Option<(u32, Ancestor)> {
    let output = std::process::Command::new("/bin/ps")
        .args(["-o", "ppid=", "-o", "command=", "-p", &id.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut words = text.split_whitespace();
    let parent = words.next()?.parse().ok()?;
    let args: Vec<String> = words.map(str::to_owned).collect();
    let name = args.first().cloned().unwrap_or_default();
    Some((parent, Ancestor { name, args }))
}

#[cfg(not(unix))]
fn look(_id: u32) -> Option<(u32, Ancestor)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_climb_ends_at_the_top_and_in_a_loop() {
        let tree = |id: u32| {
            Some((
                id.checked_sub(1)?,
                Ancestor {
                    name: id.to_string(),
                    args: Vec::new(),
                },
            ))
        };
        let names: Vec<String> = climb(3, tree).into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["2", "1"]);
        assert_eq!(
            climb(7, |id| Some((id, Ancestor::default()))).len(),
            DEEPEST
        );
        assert_eq!(climb(7, |_| None), []);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_may_hold_anything() {
        let check = |stat: &str, name: &str, parent| {
            assert_eq!(parse_stat(stat), Some((name.to_owned(), parent)))
        };
        check("12 (bash) S 7 12 12", "bash", 7);
        check("12 (a) S 9 (b)) R 7 12", "a) S 9 (b)", 7);
        assert_eq!(parse_stat("12 (bash"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_test_has_ancestors() {
        assert!(!ancestors().is_empty());
    }
}
