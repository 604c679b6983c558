// Nobody used the page for a while: it hides what it shows until the password is entered. What was typed stays in its memory only.

import { whatEnded } from "./forms.js";
import { ours } from "./ours.js";

const SEEN_EVERY = 60e3;
const box = document.getElementById("lock");
const idle = Number(document.body.dataset.idleMinutes ?? 0) * 60e3;
let active = Date.now();
let told = Date.now();
let unlocked = () => {};
let ended = () => {};

export const locked = () => Boolean(box) && !box.hidden;

function others() {
  return [...document.body.children].filter((element) => element !== box && element.id !== "say");
}

/** Hide the page now. False where the page has no lock of its own. */
export function lock() {
  if (!box) return false;
  if (locked()) return true;
  box.hidden = false;
  for (const element of others()) element.inert = true;
  document.documentElement.dataset.live = "locked";
  box.querySelector("input").focus();
  return true;
}

async function unlock(event) {
  event.preventDefault();
  const form = event.target;
  const wrong = document.getElementById("lock-error");
  wrong.textContent = "";
  try {
    const headers = { Accept: "application/json", "Board-Page": document.body.dataset.page ?? "" };
    const reply = await ours(form.action, { method: "POST", headers, body: new URLSearchParams(new FormData(form)) });
    const body = await reply.json().catch(() => ({}));
    // A 401 with somewhere to go means that there is no session left to open; without, that the password was wrong.
    if (reply.status === 401 && body.notice?.href && whatEnded(body) === "session") return ended("session");
    if (!reply.ok) wrong.textContent = body.notice?.sentence ?? "That did not unlock it. Check your password and try again.";
    else open();
  } catch {
    wrong.textContent = "The board cannot be reached just now. Try again in a moment.";
  }
  form.reset();
}

function open() {
  box.hidden = true;
  for (const element of others()) element.inert = false;
  active = told = Date.now();
  document.documentElement.dataset.live = "connecting";
  unlocked();
}

function seen() {
  active = Date.now();
  if (locked() || active - told < SEEN_EVERY) return;
  told = active;
  ours("/session/seen", { method: "POST", keepalive: true }).catch(() => {});
}

/** Hide this page, and every other of this session: a page loaded again shows nothing either. */
function lockAll() {
  if (!lock()) return;
  ours("/session/lock", { method: "POST", redirect: "manual", keepalive: true }).catch(() => {});
}

/** Called every second: by the wall clock, so that sleep counts. */
export function tick() {
  if (idle && !locked() && Date.now() - active > idle) lockAll();
}

export function start(on) {
  if (!box) return;
  ({ unlocked, ended } = on);
  box.querySelector("form").addEventListener("submit", unlock);
  document.getElementById("lock-now")?.addEventListener("submit", (event) => {
    event.preventDefault();
    lockAll();
  });
  for (const sign of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) addEventListener(sign, seen, { capture: true, passive: true });
}
