// A wall beside showing: it fits its letters, keeps its clock, says when it is not whole or should be lit, and has one key.

import { fit } from "./fit.js";
import { ours } from "./ours.js";
import { now } from "./times.js";

const TRY_EVERY = 2000;
const LIT_WITHIN = 60e3;
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });
const element = (id) => document.getElementById(id);
const main = element("main");
const hush = element("hush");
let trying;

function drawn() {
  tick();
  fit();
  if (element("wall-counts")) calm();
}

function tick() {
  for (const face of document.querySelectorAll("[data-clock]")) face.textContent = clock.format(now());
  for (const late of document.querySelectorAll("[data-lights]")) late.hidden = now() - Date.parse(late.dataset.lights) < LIT_WITHIN;
  const windowed = innerWidth < screen.width * 0.97;
  element("windowed").hidden = !windowed;
}

// The visitors key. The picture goes at once, before the board has heard of it; only counts bring another.

function visitors() {
  if (element("wall-counts") || trying) return;
  hush.hidden = false;
  main.replaceChildren();
  tell();
  trying = setInterval(tell, TRY_EVERY);
}

async function tell() {
  const reply = await ours("/wall/visit", { method: "POST", signal: AbortSignal.timeout(TRY_EVERY) }).catch(() => null);
  // Told, and yet no counts have come down the socket: the page is fetched as it is now.
  if (reply?.ok) setTimeout(() => { if (!element("wall-counts")) location.reload(); }, TRY_EVERY);
  else element("hush-words").textContent = "The board does not answer. Cover this screen, or send the walls to counts from a desk.";
}

function calm() {
  clearInterval(trying);
  trying = undefined;
  hush.hidden = true;
}

addEventListener("pointerdown", visitors);
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (["v", "V", "Enter", " "].includes(event.key)) visitors();
});
addEventListener("resize", drawn);
new ResizeObserver(fit).observe(main); // a line at the foot takes some of its room
document.addEventListener("board:drawn", drawn);
document.fonts?.ready.then(drawn);
setInterval(tick, 1000);
drawn();
