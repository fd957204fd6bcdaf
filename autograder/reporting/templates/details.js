// What one submission got and why, made of the data in its row; texts stay texts.
"use strict";

function make(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...children.filter((child) => child !== "" && child != null));
  return element;
}

// `names` between backticks are set as code.
function sentence(tag, name, text) {
  const pieces = text.split(/`([^`\n]{1,80})`/);
  return make(tag, name, ...pieces.map((piece, n) => (n % 2 ? make("code", "", piece) : piece)));
}

function values(...pairs) {
  const shown = pairs.filter(([, value]) => value);
  const box = (value) => (typeof value === "string" ? make("pre", "", value) : value);
  const entry = ([label, value]) =>
    make("div", label, make("dt", "", label), make("dd", "", box(value)));
  return shown.length ? make("dl", "values", ...shown.map(entry)) : "";
}

function details(data, texts) {
  const of = (text) => (typeof text === "number" ? texts[text] : text || "");
  const questions = data.questions || [];
  const points = (question) => make("span", "", `${question.score} / ${question.max}`);

  function article(question) {
    return make(
      "article",
      "",
      make("h3", "", make("code", "", question.name), " ", points(question)),
      question.hint !== undefined ? sentence("p", "hint", of(question.hint)) : "",
      question.summary !== undefined ? sentence("p", "", of(question.summary)) : "",
      ...(question.tests || []).map(test),
      question.more ? make("p", "aside", `and ${question.more} more failing tests`) : "",
      ...notes(question, "p"),
      values(["printed by the student's code", question.printed]),
    );
  }

  function notes(question, tag) {
    return (question.notes || []).map((note) => make(tag, "aside", ` Note: ${of(note)}`));
  }

  function test(failed) {
    const head = sentence("p", "", `✗ ${of(failed.sentence)} `);
    head.append(make("small", "", `${failed.status}, −${failed.lost}`));
    if (failed.test !== undefined) head.title = of(failed.test);
    return make(
      "div",
      "outcome",
      head,
      failed.message !== undefined ? sentence("p", "pre", of(failed.message)) : "",
      values(
        ["called", of(failed.call)],
        ["expected", of(failed.expected)],
        ["got", failed.got],
        ["for staff only", failed.detail],
        ["where it differs", failed.picture && picture(failed.picture)],
      ),
    );
  }

  const passed = questions.filter((question) => question.passed);
  const right = passed.map((question) =>
    make("li", "", "✓ ", make("code", "", question.name), " ", points(question), ...notes(question, "small")),
  );
  return [
    make("p", "aside", `${data.file}${data.seconds ? ` · ${data.seconds} s` : ""}`),
    data.reason ? make("p", "pre", data.reason) : "",
    ...(data.errors || []).map((error) => make("p", "pre", error)),
    right.length ? make("ul", "passed", ...right) : "",
    ...questions.filter((question) => !question.passed).map(article),
  ].filter((part) => part !== "");
}

// Where an array differs from the expected one: a sign a square, colour only repeats it.
function picture({ rows, wrong, of, shape, largest, whole }) {
  const counts = { "+": 0, "−": 0, "×": 0 };
  const size = Math.max(rows.length, rows[0].length) > 8 ? 14 : 20;
  const svg = (tag, attributes, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };
  const width = size * rows[0].length;
  const height = size * rows.length;
  const map = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
  rows.forEach((row, y) => {
    [...row].forEach((letter, x) => {
      const level = letter === "." ? 0 : letter === "?" ? 9 : (letter.toUpperCase().charCodeAt(0) - 64);
      const sign = { ".": "", "?": "×" }[letter] ?? (letter < "a" ? "+" : "−");
      if (sign) counts[sign] += 1;
      const place = { x: x * size + 0.5, y: y * size + 0.5, width: size - 1, height: size - 1 };
      const kind = { "": "right", "+": "high", "−": "low", "×": "odd" }[sign];
      map.append(svg("rect", { ...place, class: kind, "fill-opacity": 0.15 + (0.85 * level) / 9 }));
      if (sign) map.append(svg("text", { x: (x + 0.5) * size, y: (y + 0.5) * size }, sign));
    });
  });
  const words = { "+": "too high", "−": "too low", "×": "no finite number" };
  const found = Object.keys(words).filter((sign) => counts[sign]);
  const told = found.map((sign) => `${counts[sign]} ${words[sign]}`).join(", ");
  map.setAttribute("aria-label", `${rows.length} by ${rows[0].length} squares: ${told}`);
  const by = largest === "0" ? "" : ` by up to ${largest}`;
  const legend = found.map((sign) => `${sign} ${words[sign]}`).join(", ");
  const rough = whole ? "" : " A square shows the largest difference of those it stands for.";
  const caption = `${wrong} of ${of} entries differ${by}, shape ${shape}: ${legend}.${rough}`;
  return make("figure", "map", map, make("figcaption", "aside", caption));
}
