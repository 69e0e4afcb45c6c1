//! What the two sides write to each other (1.7): who writes moves the conversation to the top, on both sides, and out of
//! where either has put it away; what is read is read for good (G-36).

use std::{cmp::Reverse, fmt};

use proptest::prelude::*;
use serde_json::json;

use super::{
    action::pick,
    calendar::Instant,
    command::{Does, Thing},
    rights::{Asks, Right},
    rules::{Codes, codes},
    state::Model,
    system::{Mutation, System},
};

/// Of one response, which is its first message. Sides are numbered: the customer, then the expert.
#[derive(Clone, Debug)]
pub struct Talk {
    /// Who wrote, from the first message to the last.
    pub authors: Vec<usize>,
    pub active_at: Instant,
    pub is_put_away: [bool; 2],
    /// How many of the messages each has read.
    pub read: [usize; 2],
}

/// What was written after the response.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    pub response: usize,
    pub number: usize,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Talking {
    Say { response: usize },
    MarkRead { message: usize },
    PutAway { response: usize },
    TakeOut { response: usize },
}

/// What somebody tries, and on which side.
#[derive(Clone, Copy, Debug)]
pub enum TalkingTry {
    Say(u8, bool),
    MarkRead(u8, bool),
    PutAway(u8, bool),
    TakeOut(u8, bool),
}

pub fn tries() -> impl Strategy<Value = TalkingTry> {
    let which = || (any::<u8>(), any::<bool>());
    prop_oneof![
        5 => which().prop_map(|(which, by_expert)| TalkingTry::Say(which, by_expert)),
        3 => which().prop_map(|(which, by_expert)| TalkingTry::MarkRead(which, by_expert)),
        3 => which().prop_map(|(which, by_expert)| TalkingTry::PutAway(which, by_expert)),
        1 => which().prop_map(|(which, by_expert)| TalkingTry::TakeOut(which, by_expert)),
    ]
}

impl Model {
    /// What a try comes to, and whose it is to do.
    pub fn talking(&self, tried: TalkingTry) -> Option<(Does, Option<usize>)> {
        let talk = |which, is_live: &dyn Fn(&Talk) -> bool| {
            pick(which, self.responses.len(), |response| is_live(&self.responses[response].talk))
        };
        let (talking, by_expert) = match tried {
            TalkingTry::Say(which, by_expert) => (Talking::Say { response: talk(which, &|_| true)? }, by_expert),
            TalkingTry::MarkRead(which, by_expert) => {
                (Talking::MarkRead { message: pick(which, self.messages.len(), |_| true)? }, by_expert)
            }
            TalkingTry::PutAway(which, by_expert) => {
                let response = talk(which, &|talk| !talk.is_put_away[usize::from(by_expert)])?;
                (Talking::PutAway { response }, by_expert)
            }
            TalkingTry::TakeOut(which, by_expert) => {
                let response = talk(which, &|talk| talk.is_put_away[usize::from(by_expert)])?;
                (Talking::TakeOut { response }, by_expert)
            }
        };
        let party = self.partners(self.talked_in(&talking))[usize::from(by_expert)];
        Some((Does::Talk(talking), Some(party)))
    }

    fn talked_in(&self, talking: &Talking) -> usize {
        match *talking {
            Talking::Say { response } | Talking::PutAway { response } | Talking::TakeOut { response } => response,
            Talking::MarkRead { message } => self.messages[message].response,
        }
    }

    /// Both sides of a conversation, the customer first.
    fn partners(&self, response: usize) -> [usize; 2] {
        let response = &self.responses[response];
        [self.requests[response.request].customer, response.expert]
    }

    /// Participants; no colleague is one who was not asked in, and to others it does not exist.
    pub fn asks_for_talking(&self, talking: &Talking, account: Option<usize>) -> Asks {
        let [customer, expert] = self.partners(self.talked_in(talking));
        let owner = if account == Some(expert) { expert } else { customer };
        let (told_colleagues, told_others): (&[&str], _) = match talking {
            Talking::Say { .. } => (&["NOT_A_PARTICIPANT", "RIGHT_MISSING"], "CONVERSATION_NOT_FOUND"),
            Talking::PutAway { .. } | Talking::TakeOut { .. } => (&["NOT_A_PARTICIPANT"], "CONVERSATION_NOT_FOUND"),
            Talking::MarkRead { .. } => (&["MESSAGE_NOT_FOUND"], "MESSAGE_NOT_FOUND"),
        };
        (Right::TakesPart(told_colleagues), Some((owner, vec![told_others])))
    }

    pub fn guards_of_talking(&self, talking: &Talking, account: Option<usize>) -> Codes {
        let response = self.talked_in(talking);
        let is_put_away = self.responses[response].talk.is_put_away[self.side_in(response, account)];
        match talking {
            Talking::Say { .. } | Talking::MarkRead { .. } => Codes::new(),
            Talking::PutAway { .. } => codes([(is_put_away, "CONVERSATION_NOT_IN_STATE")]),
            Talking::TakeOut { .. } => codes([(!is_put_away, "CONVERSATION_NOT_IN_STATE")]),
        }
    }

    fn side_in(&self, response: usize, account: Option<usize>) -> usize {
        usize::from(account == Some(self.responses[response].expert))
    }

    /// Takes what nothing refuses.
    pub fn take_talking(&mut self, talking: &Talking, account: usize) -> Option<Thing> {
        let (now, response) = (self.now, self.talked_in(talking));
        let side = self.side_in(response, Some(account));
        let talk = &mut self.responses[response].talk;
        match *talking {
            Talking::Say { .. } => {
                talk.authors.push(side);
                if side == 0 {
                    self.requests[self.responses[response].request].active_at = now; // G-10.
                }
                let talk = &mut self.responses[response].talk;
                (talk.active_at, talk.is_put_away) = (now, [false; 2]);
                self.messages.push(Message { response, number: self.responses[response].talk.authors.len() });
                return Some(Thing::Message(self.messages.len() - 1));
            }
            Talking::MarkRead { message } => {
                let number = self.messages[message].number;
                talk.read[side] = talk.read[side].max(number); // Forward only.
            }
            Talking::PutAway { .. } => talk.is_put_away[side] = true,
            Talking::TakeOut { .. } => talk.is_put_away[side] = false,
        }
        None
    }

    /// The conversations that an account has before it on a side, or has put away: the liveliest first, with what is
    /// news.
    pub fn talks_of(&self, account: usize, side: usize, put_away: bool) -> String {
        let is_own = |response: &usize| self.partners(*response)[side] == account;
        let mut own: Vec<usize> = (0..self.responses.len()).filter(is_own).collect();
        own.sort_by_key(|response| Reverse((self.responses[*response].talk.active_at, *response)));
        let told = own.into_iter().filter_map(|response| {
            let talk = &self.responses[response].talk;
            let news = talk.authors[talk.read[side]..].iter().filter(|author| **author != side).count();
            (talk.is_put_away[side] == put_away).then(|| format!("{response} ({news} unread)"))
        });
        told.collect::<Vec<_>>().join(", ")
    }
}

impl Talk {
    /// The expert's response is its first message.
    pub fn opened(at: Instant) -> Self {
        Self { authors: vec![1], active_at: at, is_put_away: [false; 2], read: [0; 2] }
    }
}

impl System {
    pub fn talking(&self, talking: &Talking, wording: usize) -> Mutation {
        let of = |response: usize| json!({ "conversationId": self.ids.conversations[response] });
        match *talking {
            Talking::Say { response } => {
                let message = format!("What about May? {wording}");
                let input = json!({ "conversationId": self.ids.conversations[response], "message": message });
                ("messageSend", input, Some("message"))
            }
            Talking::MarkRead { message } => {
                ("messageMarkRead", json!({ "messageId": self.id(Thing::Message(message)) }), None)
            }
            Talking::PutAway { response } => ("conversationArchive", of(response), None),
            Talking::TakeOut { response } => ("conversationRestore", of(response), None),
        }
    }
}

impl fmt::Display for Talking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Say { response } => write!(f, "writes in conversation {response}"),
            Self::MarkRead { message } => write!(f, "has read up to message {message}"),
            Self::PutAway { response } => write!(f, "puts conversation {response} away"),
            Self::TakeOut { response } => write!(f, "takes conversation {response} out again"),
        }
    }
}
