// On paper every time stands in full, and when it was printed: what is short on a screen of today is wrong on paper of yesterday.

import { now, wordTimes } from "./times.js";

const full = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

addEventListener("beforeprint", () => {
  const live = !["stale", "ended"].includes(document.documentElement.dataset.live);
  const printed = document.getElementById("printed");
  if (printed) printed.textContent = full.format(now()) + (live ? "" : ", from a page that was not live");
  for (const time of document.querySelectorAll("time[datetime]")) time.textContent = full.format(Date.parse(time.dateTime));
});
addEventListener("afterprint", () => wordTimes(document));
