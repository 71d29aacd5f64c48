// A quick poll on a phone: votes go to the live process, the result comes by its stream. Without this, or when the
// live process cannot be reached, the form is sent as it stands and does the same.
(() => {
  "use strict";
  const doc = document;
  const form = doc.querySelector("[data-poll]");
  if (!form || !window.fetch) return;
  const { live, kind, ticket: door } = form.dataset;
  const number = Number(form.dataset.poll);
  const english = doc.documentElement.lang.startsWith("en");
  const said = form.querySelector("[data-poll-said]");
  const box = doc.querySelector("[data-poll-box]");
  const wait = (milliseconds) => new Promise((done) => window.setTimeout(done, milliseconds));
  const fresh = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");

  let ticket = "";
  const fetched = async () => {
    const answer = await fetch(door, { cache: "no-store" });
    ticket = (await answer.json()).ticket;
  };

  // Sent again with the same key until it is answered: the vote counts once however often it arrives.
  const send = async (value) => {
    const key = fresh();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      if (!ticket) await fetched();
      const body = JSON.stringify({ ticket, on: "poll", number, value, key });
      const answer = await fetch(live + "/votes", { method: "POST", body, credentials: "omit" });
      if (answer.status === 401) ticket = "";
      else if (answer.status !== 503) return { ok: answer.ok, told: await answer.json() };
      else {
        said.textContent = form.dataset.again;
        await wait(1000 * Number(answer.headers.get("Retry-After") || 2) + 500 * Math.random());
      }
    }
    throw new Error("busy");
  };

  const show = () => {
    box.hidden = false;
    for (const node of doc.querySelectorAll("[data-poll-wait]")) node.hidden = true;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const value = new FormData(form).getAll("pick").map(Number);
    const button = form.querySelector("button");
    button.disabled = true;
    said.textContent = form.dataset.busy;
    try {
      const { ok, told } = await send(value);
      said.textContent = ok ? form.dataset.done : told.words[english ? "en" : "zh"];
      if (ok) show();
    } catch {
      form.submit();
    } finally {
      button.disabled = false;
    }
  });

  // A rank names every choice once: what is chosen elsewhere already moves to the place that is free.
  if (kind === "rank") {
    const places = Array.from(form.querySelectorAll("select"));
    let before = places.map((place) => place.value);
    form.addEventListener("change", (event) => {
      const here = places.indexOf(event.target);
      const there = places.findIndex((place, n) => n !== here && place.value === event.target.value);
      if (there >= 0) places[there].value = before[here];
      before = places.map((place) => place.value);
    });
  }

  const make = (name, words, mark) => {
    const node = doc.createElement(name);
    if (words) node.textContent = words;
    if (mark) node.className = mark;
    return node;
  };
  const bar = (level, share, word) => {
    const space = "http://www.w3.org/2000/svg";
    const svg = doc.createElementNS(space, "svg");
    const told = { class: "sl-meter", viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": word };
    for (const [name, value] of Object.entries(told)) svg.setAttribute(name, value);
    for (const [mark, width] of [["fi-track", 100], ["qp-" + level, share]]) {
      const rect = doc.createElementNS(space, "rect");
      for (const [name, value] of Object.entries({ class: mark, width, height: 10 })) rect.setAttribute(name, value);
      svg.append(rect);
    }
    return svg;
  };
  const paint = (poll) => {
    const part = box.querySelector("[data-poll-result]");
    const { people, mean } = part.dataset;
    part.querySelector(".qp-l").replaceChildren(
      ...poll.columns.map((column) => {
        const line = make("span");
        const average = column.mean === null ? "" : "　" + mean.replace("{n}", column.mean);
        line.append(make("i", "", "qp-k qp-" + column.level), column.word + "　" + people.replace("{n}", column.people) + average);
        return line;
      }),
    );
    part.querySelector("ul").replaceChildren(
      ...poll.rows.map((row) => {
        const line = make("li");
        line.append(make("span", row.text));
        row.cells.forEach((cell, n) => {
          const count = make("b", cell.share + "%");
          count.append(make("small", "　" + cell.count));
          line.append(bar(cell.level, cell.share, poll.columns[n].word), count);
        });
        return line;
      }),
    );
  };

  if (window.EventSource) {
    const stream = new EventSource(live + "/stream" + (english ? "?lang=en" : ""));
    stream.addEventListener("state", (event) => {
      const { poll } = JSON.parse(event.data);
      if (!poll || poll.number !== number) return;
      paint(poll);
      if (poll.state !== "open") window.setTimeout(() => location.reload(), 3000 * Math.random());
    });
    stream.addEventListener("end", () => stream.close());
  }
})();
