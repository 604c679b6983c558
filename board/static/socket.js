// The way down: one socket, and HTTP when there is none. It hands on what it hears and decides only when to try again.

import { whatEnded } from "./forms.js";

const FIRST_WAIT = [300, 1000];
const EVEN_TRIES = 4; // a server that starts again is back within seconds, and so is every screen; after these the waits double
const REFUSALS_BEFORE_ASKING = 2;
const ASK_EVERY = 2500; // looked at each second, so every three
const ANSWER_WITHIN = 8000;
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
  }

  /** Whether the page is kept true by asking, because sockets are refused. */
  get asking() {
    return this.refused >= REFUSALS_BEFORE_ASKING;
  }

  connect() {
    if (this.closed) return;
    this.hangUp();
    const socket = new WebSocket(this.address("/live/socket", location.protocol === "https:" ? "wss:" : "ws:"));
    this.socket = socket;
    this.connectedAt = performance.now();
    let heard = false;
    socket.onmessage = ({ data }) => {
      heard = true;
      this.tries = this.refused = 0;
      this.crowded = false;
      this.hear(JSON.parse(data));
    };
    socket.onclose = ({ code }) => {
      this.socket = null;
      if (code === ENDED) return this.over("session");
      if (code === NOT_THIS_PAGE) return;
      this.crowded = code === TOO_MANY;
      this.refused = this.crowded ? REFUSALS_BEFORE_ASKING : this.refused + (heard ? 0 : 1);
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
      const reply = await fetch(this.address("/live/frames"), { cache: "no-store", signal: AbortSignal.timeout(ANSWER_WITHIN) });
      if (reply.status === 401) this.over(whatEnded(await reply.json().catch(() => ({}))));
      // A page the server does not know, or no longer for this person: loading it again tells which.
      else if (reply.status >= 400 && reply.status < 500 && reply.status !== 429) this.answer({ reload: true });
      else if (reply.ok && !this.closed) this.answer(await reply.json());
    } catch {
      // No answer: the heartbeat that does not come says so.
    } finally {
      this.underWay = false;
    }
    if (this.askAgain) this.ask();
  }

  /** Called every second. */
  tick() {
    if (this.asking && performance.now() - this.askedAt >= ASK_EVERY) this.ask();
  }
}
