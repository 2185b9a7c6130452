use runtime::Runtime;
use sync::Lock;

/// A switch beside the door of a room that some use together: the first one in takes the room, and the
/// last one out gives it back.
#[derive(Debug)]
pub(crate) struct LightSwitch<R: Runtime> {
    /// How many are inside.
    pub(crate) inside: Lock<u32, R>,
}

impl<R: Runtime> LightSwitch<R> {
    #[track_caller]
    pub(crate) fn new(name: &'static str) -> Self {
        Self { inside: Lock::new_in(0).named(name) }
    }

    /// Goes in. The first one takes the room, and who comes meanwhile waits for that. Returns how many
    /// are inside then.
    #[track_caller]
    pub(crate) fn enter(&self, take_room: impl FnOnce()) -> u32 {
        let mut inside = self.inside.lock();
        *inside += 1;
        if *inside == 1 {
            take_room();
        }
        *inside
    }

    /// Goes out. The last one gives the room back.
    #[track_caller]
    pub(crate) fn leave(&self, give_room_back: impl FnOnce()) {
        let mut inside = self.inside.lock();
        *inside -= 1;
        if *inside == 0 {
            give_room_back();
        }
    }
}
