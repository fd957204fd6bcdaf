// Search, sorting and unfolding; without this script the page shows everything.
"use strict";
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("class");
  const search = document.getElementById("search");
  const person = document.getElementById("person");
  const rows = Array.from(table.tBodies, (body) => ({
    body,
    text: (body.rows[0].textContent + " " + body.dataset.mistakes).toLowerCase(),
  }));

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
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
    rows.sort(({ body: a }, { body: b }) => {
      const result = compare(a.dataset, b.dataset) * (down ? -1 : 1);
      return result || a.dataset.place - b.dataset.place;
    });
    const sorted = document.createDocumentFragment();
    for (const { body } of rows) sorted.append(body);
    table.append(sorted);
  }

  table.addEventListener("click", (event) => {
    const key = event.target.closest("thead button");
    if (key) return sort(key);
    const row = event.target.closest("tbody tr:not(.details)");
    const button = row && row.querySelector("[aria-expanded]");
    if (!button || String(getSelection())) return;
    const open = row.parentElement.classList.toggle("open");
    button.setAttribute("aria-expanded", open);
  });

  for (const button of document.querySelectorAll("[data-find]")) {
    button.addEventListener("click", () => {
      search.value = button.dataset.find;
      if (person) person.checked = false;
      filter();
      search.scrollIntoView({ block: "start" });
      search.focus({ preventScroll: true });
    });
  }
  const rare = document.getElementById("rare");
  if (rare) {
    rare.addEventListener("click", () => {
      document.querySelector(".mistakes").classList.add("all");
      rare.hidden = true;
    });
  }
  filter();
});
