// Keeps the page true, and says so only while it is. The parts: times, frames, lanes, socket, forms, lock; and the desk's own: desk, keys, privacy.
// Its state stands in <html data-live>: connecting, live, polling, stale, locked or ended.

import * as desk from "./desk.js";
import * as forms from "./forms.js";
import * as frames from "./frames.js";
import * as keys from "./keys.js";
import * as lanes from "./lanes.js";
import * as lates from "./lates.js";
import * as lock from "./lock.js";
import { ours } from "./ours.js";
import * as presence from "./presence.js";
import * as privacy from "./privacy.js";
import { Line } from "./socket.js";
import * as times from "./times.js";

const STALE = 4500; // as tokens.css has it
const SILENT = 10e3;
const LOST = 60e3;
const SLEPT = 5000;
const DRAWN_EVERY = 30e3;
const REWORD_EVERY = 5e3;

const html = document.documentElement;
const { page: token, build, kind } = document.body.dataset;
const wall = kind === "wall";
const element = (id) => document.getElementById(id);

let beatAt = performance.now();
let tickAt = Date.now();
let drawnAt = 0;
let lostAt = performance.now();
let wantsReload = false;
let over = false;

function address(path, protocol = location.protocol) {
  const url = new URL(path, location.href);
  url.protocol = protocol;
  url.search = new URLSearchParams({ page: token, since: frames.since() });
  return url;
}

const line = new Line({ address, hear, answer, over: end, longestWait: wall ? 4000 : 8000 });

// Messages that come down.

function hear(message) {
  if (message.beat) beat(message);
  else if (message.audience) takeAll([message]);
  else if (message.looking) presence.take(message);
  else if (message.ask) line.ask();
  else if (message.reload) {
    if (message.empty) frames.loseAll();
    reload();
  }
  else if (message.ended) end(message.ended);
  else if (message.lost) {
    frames.lose(message.lost);
    say("Part of this page is no longer yours to see.");
  } else if (message.build && message.build !== build) newBuild(message.build);
}

/** Answers whether the page can go on from here. */
function takeAll(list, how) {
  const came = list.map((frame) => frames.take(frame, how));
  if (came.includes("reload")) reload();
  else if (came.includes("ask")) line.ask();
  if (came.includes("applied")) {
    sayHeads();
    document.dispatchEvent(new Event("board:drawn"));

    desk.changed();
  }
  return !came.includes("reload");
}

function answer(body) {
  if (body.reload) return reload();
  const before = frames.since();
  if (!takeAll(body.frames)) return;
  if (body.beat) beat(body.beat, { answered: true });
  // An answer that moved nothing and left a gap would be asked for without end: the page is fetched instead.
  if (frames.behind() && frames.since() === before) reload();
}

function beat({ beat: at, epoch, seq, engine, calm }, { answered = false } = {}) {
  if (frames.otherEpoch(epoch)) return reload();
  // While something before is missing the server is well and the page is not: it asks until it has it, and looks as it is.
  if (!answered && frames.behind()) return void line.ask();
  // A heartbeat that something on the way kept back says how the board was, not how it is.
  if (times.ageOf(at, answered) > STALE) return void line.ask();
  if (!answered) line.alive();
  if (answered || !line.underWay) frames.advance(seq);
  times.setTime(at);
  tellEngine(engine);
  lates.tellCalm(calm ?? "");
  beatAt = performance.now();
  html.dataset.beat = html.dataset.beat === "b" ? "a" : "b"; // the first is b: without a beat the page runs a
  const checked = times.toTheSecond(times.now());
  become(line.asking ? "polling" : "live");
  const words = element("live-words");
  if (words) words.textContent = line.asking ? `${line.crowded ? "Too many of your pages are open: checking" : "Checking"} every few seconds · ${checked}` : `Live · checked ${checked}`;
}

/** Whether reminders work: the server says it with each heartbeat, since no worker may be left to say so. */
function tellEngine(state) {
  const strip = element("engine");
  if (!strip || !state || strip.dataset.engine === state) return;
  strip.dataset.engine = state;
  if (!wall) say(state === "running" ? "Reminders run again." : strip.querySelector(`[data-when="${state}"]`)?.textContent);
}

// Words of the page about itself.

function become(state) {
  if (over || lock.locked() || html.dataset.live === state) return;
  const was = html.dataset.live;
  html.dataset.live = state;
  if (state === "stale") {
    lates.tellCalm(""); // nobody knows whether reminders run
    say("This page is not live. What you see may be out of date.");
  } else if (was === "stale") say("This page is live again.");
  if (state === "stale" && element("stale-words") && !wall) {
    element("stale-words").textContent = `Nothing was heard since ${times.toTheSecond(times.now() - (performance.now() - beatAt))}, so what you see may be out of date. What you type stays here. Trying to reach the board.`;
  }
}

function say(words) {
  const log = element("say");
  if (log) log.textContent = words;
}

const headsNow = () => new Map([...document.querySelectorAll("[data-say]")].map((head) => [head.id || head.dataset.say, head.dataset.say]));
let headsSaid = headsNow();
let headsTimer;
function sayHeads() {
  clearTimeout(headsTimer);
  headsTimer = setTimeout(() => {
    const heads = headsNow();
    const news = [...heads].filter(([id, words]) => headsSaid.has(id) && headsSaid.get(id) !== words).map(([, words]) => words);
    headsSaid = heads;
    if (news.length && !wall) say(`${news.join(". ")}.`);
  }, 2000);
}

// Beginnings and ends.

/** Load the page again, unless something is being typed: then it is offered. */
function reload() {
  if (over) return;
  if (!forms.unsaved()) return forms.leave(() => location.reload());
  if (wantsReload) return;
  wantsReload = true;
  const now = forms.button("Load it now", () => forms.leave(() => location.reload()));
  forms.show("refused", "This page has to be loaded again.", "Send or copy what you typed first; it loads by itself once nothing is unsaved.", now);
}

function newBuild(theirs) {
  const key = "board-build";
  // Once: while two builds run side by side the next answer may come from the old one.
  if (sessionStorage.getItem(key) === theirs) return;
  sessionStorage.setItem(key, theirs);
  reload();
}

/** The session, the seat or the screen's key is gone, or somebody has to unlock it. */
function end(kind) {
  if (over) return;
  if (kind === "locked" && lock.lock()) return void line.hangUp();
  over = true;
  line.stop();
  html.dataset.live = "ended";
  document.body.replaceChildren();
  forms.leave(() => location.replace(kind === "locked" ? "/locked" : wall ? "/wall/pairing" : "/sign-in"));
}

async function lost() {
  lostAt = performance.now();
  // Never into an error page, the browser's own or ours while the database is away: no script on it would bring this one back.
  const alive = await ours("/readyz", { cache: "no-store", signal: AbortSignal.timeout(5000) }).catch(() => null);
  if (alive?.ok && !forms.unsaved()) reload();
}

function anew() {
  reword();
  line.ask();
  if (!line.socket || performance.now() - beatAt > STALE) line.connect();
}

function tick() {
  if (over) return;
  lock.tick();
  const slept = Date.now() - tickAt > SLEPT && !document.hidden;
  tickAt = Date.now();
  if (!token || lock.locked()) return;
  const silent = performance.now() - beatAt;
  if (silent > STALE) become("stale");
  if (slept) {
    line.connect();
    line.ask();
    reword();
  } else if (silent > SILENT && line.socket && performance.now() - line.connectedAt > SILENT) line.connect();
  if (silent > LOST && performance.now() - lostAt > SILENT) lost();
  if (wantsReload && !forms.unsaved()) reload();
  line.tick();
  desk.tick();
  if (wall && performance.now() - drawnAt > DRAWN_EVERY) tellDrawn();
}

function tellDrawn() {
  drawnAt = performance.now();
  ours("/wall/drawn", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ seq: frames.drawn() }) }).catch(() => {});
}

frames.dress(document);
lates.count();
function reword() {
  times.wordTimes(document);
  document.dispatchEvent(new Event("board:drawn"));
}
setInterval(reword, REWORD_EVERY);
setInterval(tick, 1000);
forms.start({
  token,
  since: frames.since,
  over: end,
  frames: (list) => {
    takeAll(list, { own: true });
    lanes.catchUp({ own: true });
  },
});
privacy.start();
keys.start();
lock.start({ unlocked: () => (token ? anew() : dispatchEvent(new Event("board:unlocked"))), ended: end });
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
if (token) {
  html.dataset.live = "connecting";
  desk.start({ say });
  line.connect();
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !over && !lock.locked()) anew(); });
  addEventListener("online", () => {
    if (over || lock.locked()) return;
    line.connect();
    line.ask();
  });
}
