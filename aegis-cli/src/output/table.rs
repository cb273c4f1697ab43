//! Tables that fit the terminal.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::one_line;

/// What a cell means, for its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Allowed, whole.
    Good,
    /// Refused, broken.
    Bad,
    /// Waits for somebody.
    Waiting,
    /// Less important.
    Quiet,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// With a tone.
    pub(crate) fn toned(text: &str, tone: Tone) -> Self {
        Cell {
            text: one_line(text).into_owned(),
            tone,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::toned(text, Tone::Plain)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Cell::toned(&number.to_string(), Tone::Plain)
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    title: &'static str,
    right: bool,
    least: usize,
    turn: Turn,
}

/// When a column is cut, if the line is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    First,
    Second,
    Last,
}

impl Column {
    /// Text that is cut only when nothing else is left to cut.
    pub(crate) const fn whole(title: &'static str) -> Self {
        Column {
            title,
            right: false,
            least: usize::MAX,
            turn: Turn::Last,
        }
    }

    /// Text that may be cut down to `least` columns of the terminal.
    pub(crate) const fn elastic(title: &'static str, least: usize) -> Self {
        Column {
            title,
            right: false,
            least,
            turn: Turn::Second,
        }
    }

    /// Text of which the beginning says enough, so that it is cut before other columns.
    pub(crate) const fn short(title: &'static str, least: usize) -> Self {
        Column {
            title,
            right: false,
            least,
            turn: Turn::First,
        }
    }

    /// Text that is cut after the others.
    pub(crate) const fn firm(title: &'static str, least: usize) -> Self {
        Column {
            title,
            right: false,
            least,
            turn: Turn::Last,
        }
    }

    /// A number.
    pub(crate) const fn number(title: &'static str) -> Self {
        Column {
            title,
            right: true,
            least: usize::MAX,
            turn: Turn::Last,
        }
    }
}

const GAP: usize = 2;

/// The table as text. `width` is the terminal's, or nothing where lines may be as long as they are.
pub(crate) fn render(
    columns: &[Column],
    rows: impl IntoIterator<Item = Vec<Cell>>,
    width: Option<usize>,
    color: bool,
) -> String {
    let rows: Vec<Vec<Cell>> = rows.into_iter().collect();
    let widths = fit(columns, natural(columns, &rows), width);
    let mut text = String::new();
    let titles: Vec<Cell> = columns
        .iter()
        .map(|column| Cell::toned(&column.title.to_uppercase(), Tone::Quiet))
        .collect();
    for row in std::iter::once(&titles).chain(&rows) {
        line(&mut text, columns, &widths, row, color);
    }
    text
}

fn natural(columns: &[Column], rows: &[Vec<Cell>]) -> Vec<usize> {
    let widest = |at: usize| {
        rows.iter()
            .filter_map(|row| row.get(at))
            .map(|cell| cell.text.width())
            .max()
    };
    columns
        .iter()
        .enumerate()
        .map(|(at, column)| widest(at).unwrap_or(0).max(column.title.width()))
        .collect()
}

/// Takes from the widest column whose turn it is, until the line fits; from all of them if that is not enough.
fn fit(columns: &[Column], mut widths: Vec<usize>, width: Option<usize>) -> Vec<usize> {
    let Some(width) = width else { return widths };
    let room = width.saturating_sub(GAP * columns.len().saturating_sub(1));
    for turn in [Turn::First, Turn::Second, Turn::Last] {
        let least = |column: &Column| {
            if column.turn == turn {
                column.least
            } else {
                usize::MAX
            }
        };
        shrink(columns, &mut widths, room, least);
    }
    shrink(columns, &mut widths, room, |_| 4);
    shrink(columns, &mut widths, room, |_| 1);
    widths
}

fn shrink(columns: &[Column], widths: &mut [usize], room: usize, least: impl Fn(&Column) -> usize) {
    let over = widths.iter().sum::<usize>().saturating_sub(room);
    for _ in 0..over {
        let cuttable = widths
            .iter_mut()
            .zip(columns)
            .filter(|(width, column)| **width > least(column));
        let Some((widest, _)) = cuttable.max_by_key(|(width, _)| **width) else {
            return;
        };
        *widest -= 1;
    }
}

fn line(text: &mut String, columns: &[Column], widths: &[usize], row: &[Cell], color: bool) {
    let last = columns.len().saturating_sub(1);
    for (at, ((column, width), cell)) in columns.iter().zip(widths).zip(row).enumerate() {
        let shown = cut(&cell.text, *width);
        let blank = " ".repeat(width.saturating_sub(shown.width()));
        if column.right {
            text.push_str(&blank);
        }
        paint(text, &shown, if color { cell.tone } else { Tone::Plain });
        if at != last {
            if !column.right {
                text.push_str(&blank);
            }
            text.push_str(&" ".repeat(GAP));
        }
    }
    // An empty last cell would leave its gap at the end of the line.
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
}

/// The text in at most `width` columns, with an ellipsis where something is missing.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let fits = |c: &char| {
        let wide = c.width().unwrap_or(0);
        let room = wide <= left;
        left = if room { left - wide } else { 0 };
        room
    };
    let mut shown: String = text.chars().take_while(fits).collect();
    if width > 0 {
        shown.push('…');
    }
    shown
}

fn paint(text: &mut String, shown: &str, tone: Tone) {
    let code = match tone {
        Tone::Plain => return text.push_str(shown),
        Tone::Good => "32",
        Tone::Bad => "31",
        Tone::Waiting => "33",
        Tone::Quiet => "2",
    };
    text.push_str("\x1b[");
    text.push_str(code);
    text.push('m');
    text.push_str(shown);
    text.push_str("\x1b[0m");
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::whole("ID"),
        Column::elastic("TARGET", 6),
        Column::number("N"),
    ];

    fn check(rows: &[[&str; 3]], width: Option<usize>, expected: &str) {
        let rows = rows
            .iter()
            .map(|row| row.iter().map(|text| Cell::from(*text)).collect());
        assert_eq!(render(COLUMNS, rows, width, false), expected);
    }

    #[test]
    fn columns_line_up() {
        check(
            &[["a", "x", "1"], ["bcd", "漢字", "22"]],
            None,
            "ID   TARGET   N\na    x        1\nbcd  漢字    22\n",
        );
    }

    #[test]
    fn the_elastic_column_gives_way_first() {
        let long = ["abc", "a target that is long", "7"];
        check(
            &[long],
            Some(20),
            "ID   TARGET        N\nabc  a target th…  7\n",
        );
        check(&[long], Some(14), "ID   TARGET  N\nabc  a tar…  7\n");
        check(&[long], Some(11), "ID   TA…  N\nabc  a …  7\n");
        check(
            &[["abc", "漢字漢字漢字", "7"]],
            Some(14),
            "ID   TARGET  N\nabc  漢字…   7\n",
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let row = ["abcdef", "some long target with words", "1234567"];
        for width in 10..60 {
            let rows = [row.iter().map(|text| Cell::from(*text)).collect()];
            let text = render(COLUMNS, rows, Some(width), false);
            assert!(
                text.lines().all(|line| line.width() <= width),
                "{width}: {text}"
            );
        }
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        check(
            &[["a", "\x1b[2J\n", ""]],
            None,
            "ID  TARGET     N\na   \\x1b[2J\\n\n",
        );
    }

    #[test]
    fn tones_are_colours_where_they_are_wanted() {
        let rows = || [vec![Cell::toned("a", Tone::Bad)]];
        let columns = [Column::whole("A")];
        assert_eq!(
            render(&columns, rows(), None, true),
            "\x1b[2mA\x1b[0m\n\x1b[31ma\x1b[0m\n"
        );
        assert_eq!(render(&columns, rows(), None, false), "A\na\n");
    }
}
