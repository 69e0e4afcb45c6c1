use chrono::{DateTime, Utc};
use events::{Invitation, InvitationMethod, Recipient};
use experts::CallTime;
use icalendar::{
    Attendee, Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus, PartStat, Property, Role,
};
use kernel::IdentityCallId;

/// What an invitation is to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    pub id: IdentityCallId,
    pub time: CallTime,
    pub place: String,
    /// Who holds the call, and is answered.
    pub organizer: Recipient,
    /// Who booked it.
    pub guest: Recipient,
}

impl Meeting {
    /// Follows "about".
    pub fn name(&self) -> String {
        let CallTime { starts_at, ends_at } = self.time;
        let (from, until) = (starts_at.format("%A, %-d %B %Y, from %H:%M"), ends_at.format("%H:%M"));
        format!("the video call on {from} to {until} UTC ({})", self.place)
    }
}

/// An iCalendar object (RFC 5545) by which a calendar enters the meeting, or strikes it out (RFC 5546). It is the same
/// for both sides; all times are in UTC, which every calendar shows in its own time zone.
pub fn invitation(meeting: &Meeting, method: InvitationMethod, at: DateTime<Utc>) -> Invitation {
    let (name, sequence, status) = match method {
        InvitationMethod::Request => ("REQUEST", 0, EventStatus::Confirmed),
        InvitationMethod::Cancel => ("CANCEL", 1, EventStatus::Cancelled),
    };
    let mut event = Event::new();
    event
        .uid(&meeting.id.to_string())
        .sequence(sequence)
        .timestamp(at)
        .status(status)
        .starts(CalendarDateTime::Utc(meeting.time.starts_at))
        .ends(CalendarDateTime::Utc(meeting.time.ends_at))
        .summary(&format!("Video call: {} and {}", meeting.guest.name, meeting.organizer.name))
        .description(&format!("{}\nHave a passport or an identity card at hand.", meeting.place))
        .location(&meeting.place)
        .append_property(organizer(&meeting.organizer))
        .append_multi_property(attendee(&meeting.organizer, Role::Chair))
        .append_multi_property(attendee(&meeting.guest, Role::ReqParticipant));
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//Guildhall//Letters//EN"), ("METHOD", name)] {
        calendar.append_property((key, value));
    }
    Invitation { method, calendar: calendar.push(event).to_string() }
}

fn organizer(person: &Recipient) -> Property {
    Property::new("ORGANIZER", address(person)).add_parameter("CN", &common_name(&person.name)).done()
}

/// Both have said that they come: the one by offering the call, the other by booking it.
fn attendee(person: &Recipient, role: Role) -> Attendee {
    Attendee::new(address(person)).cn(common_name(&person.name)).role(role).partstat(PartStat::Accepted).rsvp(false)
}

fn address(person: &Recipient) -> String {
    format!("mailto:{}", person.email.as_str())
}

/// A name as a parameter takes it, which knows no quotation marks of its own (RFC 6868).
fn common_name(name: &str) -> String {
    name.replace('^', "^^").replace('"', "^'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn meeting(place: &str, guest: &str) -> Meeting {
        let person = |email: &str, name: &str| Recipient { email: email.parse().unwrap(), name: name.to_owned() };
        let starts_at = AT + TimeDelta::hours(1);
        Meeting {
            id: IdentityCallId::generate(AT),
            time: CallTime { starts_at, ends_at: starts_at + TimeDelta::minutes(30) },
            place: place.to_owned(),
            organizer: person("olga@operator.example", "Olga Operator"),
            guest: person("ada@example.org", guest),
        }
    }

    /// The lines as they were before they were folded.
    fn lines(invitation: &Invitation) -> Vec<String> {
        assert!(invitation.calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
        invitation.calendar.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_calendar_can_enter_the_call_and_strike_it_out() {
        let meeting = meeting("https://meet.example/1", "Ada");
        let uid = format!("UID:{}", meeting.id);
        for (method, name, sequence) in [
            (InvitationMethod::Request, "METHOD:REQUEST", "SEQUENCE:0"),
            (InvitationMethod::Cancel, "METHOD:CANCEL", "SEQUENCE:1"),
        ] {
            let lines = lines(&invitation(&meeting, method, AT));
            for expected in
                [name, sequence, &uid, "DTSTART:19700101T010000Z", "DTEND:19700101T013000Z", "DTSTAMP:19700101T000000Z"]
            {
                assert!(lines.iter().any(|line| line == expected), "{expected} is not in {lines:#?}");
            }
        }
    }

    #[test]
    fn what_people_typed_stays_a_value() {
        let meeting = meeting("Room 7; ask for Olga, \\ 2nd floor", "Ada \"the ^first\"; Countess, of: Lovelace");
        let lines = lines(&invitation(&meeting, InvitationMethod::Request, AT));
        let location = "LOCATION:Room 7\\; ask for Olga\\, \\\\ 2nd floor";
        assert!(lines.iter().any(|line| line == location), "{lines:#?}");
        let name = "CN=\"Ada ^'the ^^first^'; Countess, of: Lovelace\"";
        assert!(lines.iter().any(|line| line.starts_with("ATTENDEE") && line.contains(name)), "{lines:#?}");
    }
}
