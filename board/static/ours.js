// Questions to the board. A proxy with a page of its own, or a network that wants a sign-in, may answer in its place.

/** As fetch does it; throws for an answer that is not the board's, as where there is none. */
export async function ours(address, options) {
  const reply = await fetch(address, options);
  if (!reply.headers.has("Board-Answer")) throw new TypeError("Somebody else answered.");
  return reply;
}
