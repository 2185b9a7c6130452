//! Programs at random.

use super::text::{Act, Text};

/// An xorshift generator.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let number = u32::try_from(self.0 >> 32).expect("half of it");
        number % limit
    }
}

fn random_thread(dice: &mut Dice, kinds: u32) -> Vec<Act> {
    let mut acts = Vec::new();
    let length = 1 + dice.below(3);
    let mut locked = false;
    while acts.len() < length as usize || locked {
        let place = dice.below(2) as usize;
        match dice.below(kinds) {
            0 | 1 => acts.push(Act::Load(place)),
            2 => acts.push(Act::Store(place, 1 + u64::from(dice.below(2)))),
            3 => acts.push(Act::Add(place)),
            4 => acts.extend([Act::Unless, Act::Store(place, 1)]),
            5 | 6 => {
                acts.push(if locked { Act::Unlock } else { Act::Lock });
                locked = !locked;
            }
            7 => acts.push(Act::Check),
            8 => acts.push(Act::Await(place)),
            9 => acts.push(Act::Try),
            10 => acts.extend([Act::Sleep, Act::Woken]),
            _ => acts.push(Act::Wake(1 + dice.below(2))),
        }
    }
    acts
}

pub(crate) fn random_text(dice: &mut Dice) -> Text {
    let threads = 2 + dice.below(2);
    let kinds = [5, 8, 12][dice.below(3) as usize];
    let mut main: Vec<Act> = (1..=threads).map(Act::Spawn).collect();
    if dice.below(3) == 0 {
        main.extend(random_thread(dice, kinds));
    }
    // Unjoined threads, and joins in any place, too.
    main.extend((1..=threads).filter(|_| dice.below(4) > 0).map(Act::Join));
    let mut text = vec![main];
    text.extend((0..threads).map(|_| random_thread(dice, kinds)));
    text
}
