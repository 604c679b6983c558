// The way down: one socket, and HTTP when there is none or nothing comes down it. A socket is judged by its heartbeats alone: one that
// opens, and is closed, delayed or held by something in between, counts as silent. It hands on what it hears and decides when to ask.

import { whatEnded } from "./forms.js";
import { ours } from "./ours.js";

const FIRST_WAIT = [300, 1000];
const EVEN_TRIES = 4; // a server that starts again is back within seconds, and so is every screen; after these the waits double
const REFUSALS_BEFORE_ASKING = 2;
const ASK_EVERY = 2500; // looked at each second, so every three
const PROMPT = 2500;
const ANSWER_WITHIN = 8000;
const DEAD_LINES = 6; // as many a browser keeps to one server: all may have died unnoticed, in sleep say, and only giving one up shows it
const QUIET = 5500; // without a heartbeat for so long the page asks over HTTP: after it says that it is not live, before ten seconds
const FIRST_QUIET = 3000; // a page that has just been loaded need not first be shown as not live
const GIVE_UP = 10e3; // a socket without a heartbeat for so long is hung up, and another is tried
const NOT_KNOWN = [403, 404, 422];
const ENDED = 4401;
const NOT_THIS_PAGE = 4400; // the page is loaded again, so there is nothing to come back for
const TOO_MANY = 4429; // as many pages of this sign-in are open as one may have: this one asks, and looks for room ever more seldom

export class Line {
  /** address(path): with the page and its cursors. hear(message), answer(body), over(kind): where things go. */
  constructor({ address, hear, answer, over, longestWait }) {
    Object.assign(this, { address, hear, answer, over, longestWait });
    this.tries = 0;
    this.refused = 0;
    this.crowded = false;
    this.closed = false;
    this.askedAt = 0;
    this.unanswered = 0;
    this.beatAt = performance.now() + FIRST_QUIET - QUIET;
  }

  /** Whether the page is kept true by asking, because sockets are refused or silent. */
  get asking() {
    return this.refused >= REFUSALS_BEFORE_ASKING || performance.now() - this.beatAt > QUIET;
  }

  /** A heartbeat came down this socket, in time. */
  alive() {
    this.beatAt = performance.now();
    this.tries = this.refused = 0;
    this.crowded = false;
    this.heard = true;
  }

  connect() {
    if (this.closed) return;
    this.hangUp();
    this.heard = false;
    let socket;
    try {
      socket = new WebSocket(this.address("/live/socket", location.protocol === "https:" ? "wss:" : "ws:"));
    } catch {
      this.refused += 1; // a browser in which sockets are switched off
      return this.later();
    }
    this.socket = socket;
    this.connectedAt = performance.now();
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = ({ code }) => {
      this.socket = null;
      if (code === ENDED) return this.over("session");
      if (code === NOT_THIS_PAGE) return;
      this.crowded = code === TOO_MANY;
      this.refused = this.crowded ? REFUSALS_BEFORE_ASKING : this.refused + (this.heard ? 0 : 1);
      this.later();
    };
  }

  later() {
    const [least, most] = FIRST_WAIT;
    const wait = (least + Math.random() * (most - least)) * 2 ** Math.min(Math.max(0, ++this.tries - EVEN_TRIES), 6);
    this.timer = setTimeout(() => this.connect(), Math.min(wait, this.longestWait * (0.7 + 0.3 * Math.random())));
  }

  hangUp() {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    // A half-open socket may take minutes to close: nothing of it is listened to any more.
    socket.onmessage = socket.onclose = null;
    socket.close();
  }

  stop() {
    this.closed = true;
    this.hangUp();
  }

  /** Ask over HTTP what is new; a question already under way answers for both. */
  async ask() {
    this.askAgain = this.underWay;
    if (this.underWay || this.closed) return;
    this.underWay = true;
    this.askedAt = performance.now();
    try {
      const reply = await ours(this.address("/live/frames"), { cache: "no-store", signal: AbortSignal.timeout(this.unanswered < DEAD_LINES ? PROMPT : ANSWER_WITHIN) });
      // A server that is slow today is given its time from now on.
      this.unanswered = performance.now() - this.askedAt > PROMPT ? DEAD_LINES : 0;
      if (reply.status === 401) {
        const ended = whatEnded(await reply.json());
        if (ended) this.over(ended);
      }
      // A page the board does not know, or no longer for this person: loading it again tells which. The same status from a proxy does not.
      else if (NOT_KNOWN.includes(reply.status)) {
        if ((await reply.json()).notice) this.answer({ reload: true });
      } else if (reply.ok && !this.closed) this.answer(await reply.json());
    } catch {
      // No answer: the heartbeat that does not come says so.
      this.unanswered += 1;
    } finally {
      this.underWay = false;
    }
    if (this.askAgain) this.ask();
  }

  /** Called every second. */
  tick() {
    const t = performance.now();
    if (this.socket && t - Math.max(this.connectedAt, this.beatAt) > GIVE_UP) {
      this.hangUp();
      this.later();
    }
    if (this.asking && t - this.askedAt >= ASK_EVERY) this.ask();
  }
}
