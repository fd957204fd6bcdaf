// Search, sorting and unfolding; without this script the page shows its tables.
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const UNFOLDED = 200; // rows at a time
  const table = document.getElementById("class");
  const search = document.getElementById("search");
  const person = document.getElementById("person");
  const unfold = document.getElementById("unfold");
  const texts = JSON.parse(document.getElementById("texts").textContent);
  // An accent may be a character of its own, as in file names of macOS, or be left out.
  const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const rows = Array.from(table.tBodies, (body) => ({
    body,
    text: plain(body.rows[0].textContent + " " + body.dataset.mistakes),
    student: body.querySelector(".student bdi")?.textContent ?? "",
    status: body.querySelector(".status").textContent,
    place: Number(body.dataset.place),
    score: Number(body.dataset.score),
    lost: Number(body.dataset.lost),
    look: Number(body.dataset.look),
  }));

  function filter() {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { body, text } of rows) {
      const fits =
        words.every((word) => text.includes(word)) &&
        !(person && person.checked && !body.classList.contains("person"));
      body.hidden = !fits;
      shown += fits;
    }
    document.getElementById("shown").textContent = `${shown} of ${rows.length}`;
    document.getElementById("nothing").hidden = shown > 0 || rows.length === 0;
    unfold.hidden = shown === 0 || shown > UNFOLDED;
    label();
  }

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  if (person) person.addEventListener("change", filter);

  const words = new Intl.Collator(undefined, { numeric: true }).compare;
  const order = {
    place: (a, b) => a.place - b.place,
    score: (a, b) => a.score - b.score,
    lost: (a, b) => b.lost - a.lost,
    look: (a, b) => b.look - a.look,
    status: (a, b) => words(a.status, b.status),
    student: (a, b) => words(a.student, b.student),
  };
  function sort(button) {
    const heading = button.closest("th");
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const compare = order[button.dataset.key];
    rows.sort((a, b) => compare(a, b) * (down ? -1 : 1) || a.place - b.place);
    const sorted = document.createDocumentFragment();
    for (const { body } of rows) sorted.append(body);
    table.append(sorted);
  }

  function open(body, wanted) {
    const button = body.querySelector("[aria-expanded]");
    if ((button.getAttribute("aria-expanded") === "true") === wanted) return;
    button.setAttribute("aria-expanded", wanted);
    if (!wanted) return body.rows[1].remove();
    const cell = make("td", "", ...details(JSON.parse(body.querySelector("script").textContent), texts));
    cell.setAttribute("role", "cell");
    const row = make("tr", "details", cell);
    row.setAttribute("role", "row");
    body.append(row);
  }
  function isOpen(body) {
    return body.rows.length > 1;
  }
  function label() {
    const wanted = rows.some(({ body }) => !body.hidden && !isOpen(body));
    unfold.textContent = wanted ? "unfold these" : "fold these";
  }

  table.addEventListener("click", (event) => {
    const key = event.target.closest("thead button");
    if (key) return sort(key);
    const row = event.target.closest("tbody tr:not(.details)");
    if (!row || String(getSelection())) return;
    open(row.parentElement, !isOpen(row.parentElement));
    label();
  });
  unfold.addEventListener("click", () => {
    const wanted = rows.some(({ body }) => !body.hidden && !isOpen(body));
    for (const { body } of rows) if (!body.hidden) open(body, wanted);
    label();
  });

  function show(found) {
    search.value = found;
    if (person) person.checked = false;
    filter();
  }
  for (const button of document.querySelectorAll("[data-find]")) {
    button.addEventListener("click", () => {
      show(button.dataset.find);
      search.scrollIntoView({ block: "start" });
      search.focus({ preventScroll: true });
    });
  }
  for (const button of document.querySelectorAll("[data-all]")) {
    button.addEventListener("click", () => {
      button.closest("section").querySelector(".cut").classList.add("all");
      button.parentElement.hidden = true;
    });
  }
  // A link to a row leads there also when a search hides it, and unfolds it.
  function follow() {
    const body = document.getElementById(location.hash.slice(1));
    if (!body || body.tagName !== "TBODY") return;
    if (body.hidden) show("");
    open(body, true);
    body.scrollIntoView({ block: "start" });
    body.querySelector("button").focus({ preventScroll: true });
  }
  addEventListener("hashchange", follow);
  filter();
  follow();
});
