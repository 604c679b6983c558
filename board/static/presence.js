// People who are looking, as the server says it beside the frames. Words are put where a place for them stands already, so nothing moves.

const own = Number(document.querySelector('[data-audience^="person:"]')?.dataset.audience.split(":")[2]);
let looking = new Map();

const list = new Intl.ListFormat("en-GB");

function words(names) {
  if (names.length > 2) return `${names[0]} and ${names.length - 1} others are looking`;
  return names.length ? `${list.format(names)} ${names.length > 1 ? "are" : "is"} looking` : "";
}

/** Put who looks into what is about to be shown. */
export function dress(root) {
  for (const place of root.querySelectorAll("[data-looking]")) {
    const said = words(looking.get(place.dataset.looking) ?? []);
    if (place.textContent !== said) place.textContent = said;
  }
}

/** Take what the server says: by reference, the numbers and names of those who look; whole: nobody looks at any other. */
export function take({ looking: said, whole }) {
  if (whole) looking = new Map();
  for (const [ref, people] of Object.entries(said)) {
    const names = people.filter(([id]) => id !== own).map(([, name]) => name);
    if (names.length) looking.set(ref, names);
    else looking.delete(ref);
  }
  dress(document);
}
