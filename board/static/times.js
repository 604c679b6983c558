// Times in words, by the server's clock and the hub's time zone. Fragments hold instants only, so the browser words them.

const ZONE = "Europe/London";
const HOUR = 3600e3;
const DAY = 24 * HOUR;
const form = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options });
const clock = form({ hour: "2-digit", minute: "2-digit" });
const second = form({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const weekday = form({ weekday: "short" });
const date = form({ weekday: "short", day: "numeric", month: "short" });
const year = form({ year: "numeric" });
const today = form({ weekday: "long", day: "numeric", month: "long" });
const dayOf = form({ year: "numeric", month: "2-digit", day: "2-digit" });

// How far the server's time is ahead of the page's count of milliseconds, which nobody sets: by the promptest word so far.
let ahead = Date.parse(document.body.dataset.serverNow) - performance.now() || -Infinity;
let offset = Date.parse(document.body.dataset.serverNow) - Date.now() || 0;

/** The server's time now, in milliseconds. */
export const now = () => Date.now() + offset;

/** Take the server's word for what time it is. */
export function setTime(iso) {
  offset = Date.parse(iso) - Date.now() || 0;
}

/** How many milliseconds ago the server said so, as far as its other words show; only the answer to a question is taken at its word. */
export function ageOf(iso, answered) {
  const at = Date.parse(iso) - performance.now();
  ahead = answered ? at : Math.max(ahead, at);
  return ahead - at;
}

/** A time of day: "09:14". */
export const toTheMinute = (at) => clock.format(at);

/** A time of day to the second: "09:14:22". */
export const toTheSecond = (at) => second.format(at);

function short(at, t) {
  if (dayOf.format(at) === dayOf.format(t)) return clock.format(at);
  if (Math.abs(at - t) < 6 * DAY) return `${weekday.format(at)} ${clock.format(at)}`;
  const words = date.format(at).replace(",", "");
  return year.format(at) === year.format(t) ? `${words} ${clock.format(at)}` : `${words} ${year.format(at)}, ${clock.format(at)}`;
}

function span(length) {
  const minutes = Math.floor(length / 60e3);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
}

/** How long is left or how late it is: "1 h 12 m", "6 min late", "3 days late"; nothing when more is left than a day, or than the minutes
 * of data-within. */
function left(element, t) {
  const remaining = Date.parse(element.dataset.due) - t;
  if (remaining < 0 && !("late" in element.dataset)) element.dataset.late = element.dataset.passed = ""; // the server has not counted it
  const late = "late" in element.dataset;
  if (!late) return remaining > (Number(element.dataset.within) * 60e3 || DAY) ? "" : remaining < 60e3 ? "due now" : span(remaining);
  if (remaining > -60e3) return "late";
  return -remaining < 2 * DAY ? `${span(-remaining)} late` : `${Math.floor(-remaining / DAY)} days late`;
}

function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** Word every time within: at first, in what is about to be shown, and again every few seconds. */
export function wordTimes(root) {
  const t = now();
  for (const element of root.querySelectorAll("time[datetime]")) say(element, short(Date.parse(element.dateTime), t));
  for (const element of root.querySelectorAll("[data-due]")) say(element, left(element, t));
  for (const card of root.querySelectorAll("li[data-facets]:has([data-passed])")) {
    if (!card.dataset.facets.includes("is:late")) card.dataset.facets += " is:late"; // for the filter
  }
  for (const element of root.querySelectorAll("[data-until]")) element.hidden = Date.parse(element.dataset.until) < t;
  for (const element of root.querySelectorAll("[data-from]")) say(element, Date.parse(element.dataset.from) > t ? "" : element.dataset.words);
  for (const element of root.querySelectorAll("[data-lapses]")) element.toggleAttribute("data-lapsed", Date.parse(element.dataset.lapses) <= t);
  for (const element of root.querySelectorAll("[data-today]")) say(element, today.format(t).replace(",", ""));
}
