// Reads a calendar with ical.js, as Thunderbird does: node ical.cjs FILE. Prints its entries as JSON; status 1 where it
// cannot be read, or an entry lacks what RFC 5545 demands.
const fs = require("fs");

(async () => {
  const { default: ICAL } = await import("ical.js");
  const events = [];
  const errors = [];
  let name = "";
  let refresh = "";
  try {
    const raw = fs.readFileSync(process.argv[2]);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(raw);
    for (const line of raw.toString("latin1").split("\r\n")) {
      if (line.length > 75) errors.push(`a line of ${line.length} octets`);
      if (/[\r\n]/.test(line)) errors.push("a line that does not end with CR LF");
    }
    const calendar = new ICAL.Component(ICAL.parse(text));
    if (calendar.getFirstPropertyValue("version") !== "2.0") errors.push("no VERSION 2.0");
    if (!calendar.getFirstPropertyValue("prodid")) errors.push("no PRODID");
    name = calendar.getFirstPropertyValue("x-wr-calname");
    refresh = String(calendar.getFirstPropertyValue("refresh-interval"));
    const seen = new Set();
    for (const component of calendar.getAllSubcomponents("vevent")) {
      const event = new ICAL.Event(component);
      for (const property of ["uid", "dtstamp", "dtstart", "summary"]) {
        if (component.getAllProperties(property).length !== 1) errors.push(`an entry with not exactly one ${property}`);
      }
      if (seen.has(event.uid)) errors.push(`two entries called ${event.uid}`);
      seen.add(event.uid);
      if (event.endDate.compare(event.startDate) <= 0) errors.push(`${event.uid} ends before it begins`);
      if (event.startDate.zone !== ICAL.Timezone.utcTimezone) errors.push(`${event.uid} is not in UTC`);
      const alarm = component.getFirstSubcomponent("valarm");
      // expanded as a calendar would show it
      const first = event.iterator().next();
      events.push({
        uid: event.uid,
        sequence: event.sequence,
        start: first.toJSDate().toISOString(),
        end: event.endDate.toJSDate().toISOString(),
        summary: event.summary,
        description: event.description,
        location: event.location,
        status: component.getFirstPropertyValue("status"),
        modified: component.getFirstPropertyValue("last-modified").toJSDate().toISOString(),
        alarm: alarm ? alarm.getFirstPropertyValue("trigger").toSeconds() : null,
      });
    }
  } catch (error) {
    errors.push(String(error));
  }
  console.log(JSON.stringify({ name, refresh, events, errors }));
  process.exit(errors.length === 0 ? 0 : 1);
})();
