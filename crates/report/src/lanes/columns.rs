//! Where things stand on a line.

use trace::account::ThreadId;

/// A lane of at least so many columns, without its letters, can say what happens in it.
const LANE_MIN: usize = 16;
/// So many columns are needed beside narrow lanes to say what happens.
const TEXT_MIN: usize = 24;
/// Columns between two lanes, if there is room, and if there is not.
const GAPS: [usize; 2] = [2, 1];
/// A lane gets no more columns than it needs and these: far apart they are hard to compare.
const SPARE_MAX: usize = 5;

/// What a lane would like to have.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) thread: ThreadId,
    /// Columns for the letters of what the thread holds.
    pub(crate) letters: usize,
    /// Columns for its line and its words.
    pub(crate) words: usize,
    /// Columns for its notes; they may also be spread over several lines.
    pub(crate) notes: usize,
}

/// The lane of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    pub(crate) thread: ThreadId,
    /// Its first column.
    pub(crate) at: usize,
    /// Columns for letters; its line is to the right of them.
    pub(crate) letters: usize,
    /// The column of its line.
    pub(crate) axis: usize,
    /// Columns from its line on, without the gap before the next lane.
    pub(crate) room: usize,
}

/// How a line is divided: the number of the step, the lanes, the words if they are not in the
/// lanes, the place in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) number: usize,
    pub(crate) lanes: Vec<Lane>,
    /// Where the words begin, if the lanes are too narrow for them.
    pub(crate) text: Option<usize>,
    /// The names of the lanes, if they are too narrow for words.
    pub(crate) tags: Vec<String>,
    /// Columns at the right end, with the gap before them.
    pub(crate) place: usize,
    pub(crate) width: usize,
}

impl Columns {
    /// Divides `width` columns; `tags` are names for narrow lanes.
    pub(crate) fn divide(
        width: usize,
        number: usize,
        place: usize,
        wishes: &[Wish],
        tags: Vec<String>,
    ) -> Self {
        let room = width.saturating_sub(number + place);
        let columns = |lanes, text, tags| Self { number, lanes, text, tags, place, width };
        if let Some(lanes) = wide(wishes, number, room) {
            return columns(lanes, None, Vec::new());
        }
        let lanes = narrow(wishes, &tags, number);
        let text = lanes.last().map_or(number, |lane| lane.axis + lane.room) + 1;
        if text + TEXT_MIN + place <= width {
            return columns(lanes, Some(text), tags);
        }
        columns(Vec::new(), Some(number), Vec::new())
    }

    /// Columns for words that are not in a lane.
    pub(crate) fn text_room(&self) -> usize {
        self.text.map_or(0, |at| self.width.saturating_sub(at + self.place))
    }
}

fn before_axis(letters: usize) -> usize {
    if letters == 0 { 0 } else { letters + 1 }
}

/// Lanes with words in them: with all that they wish for, or else closer together, or with notes
/// that are spread over lines, or with words that are cut. `None` if not even that fits.
fn wide(wishes: &[Wish], number: usize, room: usize) -> Option<Vec<Lane>> {
    let all: Vec<usize> = wishes.iter().map(|wish| wish.words.max(wish.notes)).collect();
    let words: Vec<usize> = wishes.iter().map(|wish| wish.words).collect();
    let longest = words.iter().copied().max().unwrap_or(0);
    let cut = (LANE_MIN..longest)
        .rev()
        .map(|most| (GAPS[1], words.iter().map(|words| *words.min(&most)).collect::<Vec<usize>>()));
    let plans = [(GAPS[0], all.clone()), (GAPS[1], all), (GAPS[1], words.clone())];
    let (gap, mut rooms) = plans.into_iter().chain(cut).find(|(gap, rooms)| {
        let before: usize = wishes.iter().map(|wish| before_axis(wish.letters) + gap).sum();
        before + rooms.iter().sum::<usize>() <= room
    })?;
    let before: usize = wishes.iter().map(|wish| before_axis(wish.letters) + gap).sum();
    let spare = room - before - rooms.iter().sum::<usize>();
    for room in &mut rooms {
        *room += (spare / wishes.len().max(1)).min(SPARE_MAX);
    }
    let mut at = number;
    let mut lanes = Vec::new();
    for (Wish { thread, letters, .. }, room) in wishes.iter().zip(rooms) {
        let axis = at + before_axis(*letters);
        lanes.push(Lane { thread: *thread, at, letters: *letters, axis, room });
        at = axis + room + gap;
    }
    Some(lanes)
}

fn narrow(wishes: &[Wish], tags: &[String], number: usize) -> Vec<Lane> {
    let mut at = number;
    let mut lanes = Vec::new();
    for (Wish { thread, letters, .. }, tag) in wishes.iter().zip(tags) {
        let axis = at + letters;
        let room = crate::lanes::paint::width(tag).max(1);
        lanes.push(Lane { thread: *thread, at, letters: *letters, axis, room });
        at = axis + room + 1;
    }
    lanes
}
