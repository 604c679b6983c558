// Work that waits for one person in each of their hubs, kept true by a line a hub: every hub counts its own events. The page says that it is live
// only while all of its hubs are.

import * as forms from "./forms.js";
import * as frames from "./frames.js";
import * as lock from "./lock.js";
import { Line } from "./socket.js";
import * as times from "./times.js";

const STALE = 4500; // as tokens.css has it
const SILENT = 10e3;
const html = document.documentElement;
let over = false;

class Hub {
  constructor(root) {
    this.root = root;
    this.audience = root.dataset.audience;
    this.beatAt = performance.now();
    this.line = new Line({ address: (...all) => this.address(...all), hear: (said) => this.hear(said), answer: (body) => this.answer(body), over: end, longestWait: 8000 });
    this.line.connect();
  }

  get live() {
    return performance.now() - this.beatAt < STALE;
  }

  address(path, protocol = location.protocol) {
    const url = new URL(path, location.href);
    url.protocol = protocol;
    url.search = new URLSearchParams({ page: this.root.dataset.page, since: frames.since(this.audience) });
    return url;
  }

  hear(said) {
    if (said.beat) this.beat(said);
    else if (said.audience) this.take([said]);
    else if (said.ask) this.line.ask();
    else if (said.reload) reload();
    else if (said.ended) end(said.ended);
  }

  take(list) {
    const came = list.map(frames.take);
    if (came.includes("reload")) reload();
    else if (came.includes("ask")) this.line.ask();
  }

  answer(body) {
    if (body.reload) return reload();
    this.take(body.frames);
    if (body.beat) this.beat(body.beat, true);
  }

  beat({ beat, epoch, seq }, answered = false) {
    if (Number(this.root.dataset.epoch) !== epoch) return reload();
    if (!answered && frames.behind(this.audience)) return void this.line.ask();
    if (times.ageOf(beat, answered) > STALE) return void this.line.ask(); // kept back on the way
    if (!answered) this.line.alive();
    if (answered || !this.line.underWay) frames.advance(seq, this.audience);
    times.setTime(beat);
    this.beatAt = performance.now();
    beaten();
  }

  tick() {
    const silent = performance.now() - this.beatAt;
    if (silent > SILENT && this.line.socket && performance.now() - this.line.connectedAt > SILENT) this.line.connect();
    this.line.tick();
  }
}

const hubs = [...document.querySelectorAll("[data-audience][data-page]")].map((root) => new Hub(root));

/** The whole page's heartbeat: one hub that is silent keeps it from looking live. */
function beaten() {
  if (over || lock.locked() || !hubs.every((hub) => hub.live)) return;
  html.dataset.beat = html.dataset.beat === "b" ? "a" : "b"; // the first is b: without a beat the page runs a
  const asking = hubs.some((hub) => hub.line.asking);
  html.dataset.live = asking ? "polling" : "live";
  const words = document.getElementById("live-words");
  if (words) words.textContent = `${asking ? "Checking every few seconds ·" : "Live · checked"} ${times.toTheSecond(times.now())}`;
}

function reload() {
  if (!over) forms.leave(() => location.reload());
}

function end(kind) {
  if (over) return;
  over = true;
  for (const hub of hubs) hub.line.stop();
  if (kind === "locked" && lock.lock()) return;
  if (kind === "seat") return void forms.leave(() => location.reload());
  document.body.replaceChildren();
  forms.leave(() => location.replace(kind === "locked" ? "/locked" : "/sign-in"));
}

addEventListener("board:unlocked", () => forms.leave(() => location.reload()));
setInterval(() => {
  if (over || lock.locked()) return;
  if (!hubs.every((hub) => hub.live)) html.dataset.live = "stale";
  for (const hub of hubs) hub.tick();
}, 1000);
