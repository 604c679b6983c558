// A page that a link opened. It takes the token out of the address, keeps what is typed on the server, and empties itself.

import { ours } from "./ours.js";

const KEEP_AFTER = 1500;
const SEEN_EVERY = 60e3;
const GONE = 4401;
const TOO_MANY = 4429;
const main = document.getElementById("main");
const { socket: address, draft, idleMinutes } = document.body.dataset;
const text = document.getElementById("answer");
let active = Date.now();
let kept = text?.defaultValue; // what was typed before this ran is not kept yet
let keptAt = Date.now();
let timer = 0;
let over = false;

/** The address in the bar and in the history says nothing from now on. */
function takeToken() {
  const field = document.getElementById("link");
  if (!field || location.hash.length < 2) return;
  field.value = location.hash.slice(1);
  document.getElementById("link-field").hidden = true;
  history.replaceState(null, "", location.pathname);
}

function empty(heading, words, again) {
  if (over) return;
  over = true;
  clearTimeout(timer);
  main.replaceChildren();
  main.hidden = true;
  const title = document.getElementById("closed-title");
  title.textContent = heading;
  document.getElementById("closed-words").textContent = words;
  document.getElementById("closed-again").hidden = !again;
  document.querySelector("#closed-again a").href = location.pathname;
  document.getElementById("closed").hidden = false;
  title.focus();
}

const lock = () => empty("This page is closed", "Nobody used it for a while. Your text is kept.", true);
const end = () => empty("This page is over", "The link was answered, withdrawn or opened elsewhere, or its time is over. If you still need it, ask the people who sent it.", false);

async function keep(leaving = false) {
  clearTimeout(timer);
  timer = 0;
  if (over) return;
  const now = text.value;
  try {
    const reply = await ours(draft, { method: "POST", body: new URLSearchParams({ answer: now }), keepalive: leaving, redirect: "manual" });
    if (reply.status === 401) return lock();
    if ([404, 410].includes(reply.status)) return end();
    if (!reply.ok) return say("Your text could not be kept just now. It is still on this page.");
    kept = now;
    keptAt = Date.now();
    say("Your text is kept.");
  } catch {
    say("Your text could not be kept just now. It is still on this page.");
  }
}

function say(words) {
  const line = document.getElementById("kept");
  if (line) line.textContent = words;
}

function used() {
  active = Date.now();
  if (over || timer) return;
  if (text.value !== kept) timer = setTimeout(keep, KEEP_AFTER);
  else if (active - keptAt > SEEN_EVERY) keep();
}

async function tick() {
  if (over || Date.now() - active < Number(idleMinutes) * 60e3) return;
  if (text.value !== kept) await keep(true);
  lock();
}

function listen() {
  if (over) return;
  const there = new URL(address, location.href);
  there.protocol = there.protocol.replace("http", "ws");
  const socket = new WebSocket(there);
  const away = document.getElementById("away");
  socket.onopen = () => { if (away) away.hidden = true; };
  socket.onmessage = ({ data }) => {
    const said = JSON.parse(data);
    if (said.ended) (said.ended === "locked" ? lock : end)();
  };
  socket.onclose = ({ code }) => {
    if (over || code === GONE || code === TOO_MANY) return;
    if (away) away.hidden = false;
    setTimeout(listen, 3000);
  };
}

takeToken();
// A page that comes back out of the browser's memory asks again whether it may be shown.
addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
if (address) {
  listen();
  used();
  setInterval(tick, 1000);
  for (const sign of ["pointerdown", "keydown", "input", "scroll", "touchstart"]) addEventListener(sign, used, { capture: true, passive: true });
  addEventListener("visibilitychange", () => { if (document.hidden && !over && text.value !== kept) keep(true); else tick(); });
}
