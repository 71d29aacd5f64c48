// 说说看法: the next card without a new page, the map with everybody on it, live numbers of a desk, ticks of its queue.
// Everything here has a plain form or a drawing of the server behind it: without this file the pages work as well.
(() => {
  "use strict";
  const doc = document;
  const all = (query, within = doc) => Array.from(within.querySelectorAll(query));

  const parsed = (text) => Array.from(new DOMParser().parseFromString(text, "text/html").body.childNodes);

  // ---- one statement at a time -------------------------------------------------------------------------------
  const box = doc.querySelector("[data-card]");
  const said = doc.querySelector("[data-said]");
  const json = { headers: { Accept: "application/json" }, cache: "no-store" };
  const card = async (reply) => {
    if (reply.status !== 200 && reply.status !== 409) throw new Error(String(reply.status));
    return reply.json();
  };

  // The live process takes answers of many people in one write; where it cannot, the page's own form does the same.
  const live = box?.dataset.live;
  let ticket = "";
  let isReachable = Boolean(live);
  const vote = async (number, value) => {
    const key = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
    for (let turn = 0; turn < 2; turn += 1) {
      const door = { method: "POST", body: new FormData(box.querySelector("[data-answer]")) };
      if (!ticket) ticket = (await (await fetch(box.dataset.ticket, door)).json()).ticket;
      const body = JSON.stringify({ ticket, on: "statement", number, value, key });
      const reply = await fetch(live + "/votes", { method: "POST", body, credentials: "omit" });
      if (reply.ok) return true;
      if (reply.status === 401) ticket = "";
      else if (reply.status !== 503) return false;
      else await new Promise((go) => window.setTimeout(go, 1000 * Number(reply.headers.get("Retry-After") || 2)));
    }
    return false;
  };
  const byLive = async (form, value) => {
    try {
      isReachable = await vote(Number(form.elements.statement.value), Number(value));
    } catch {
      isReachable = false; // asked once; then the form is used for as long as the page stands
    }
    return isReachable;
  };

  const answer = async (form, button) => {
    const fields = new FormData(form);
    fields.set("value", button.value);
    for (const one of all("button", form)) one.disabled = true;
    if (isReachable && (await byLive(form, button.value))) return card(await fetch(box.dataset.next, json));
    return card(await fetch(form.action, { method: "POST", body: fields, ...json }));
  };
  const show = (next) => {
    box.replaceChildren(...parsed(next.card));
    const question = box.querySelector("#op-q");
    if (said) said.textContent = (next.refused || "") + " " + (question?.textContent ?? "");
    if (next.refused) {
      const why = Object.assign(doc.createElement("p"), { className: "op-refused", textContent: next.refused });
      why.setAttribute("role", "alert");
      box.prepend(why);
    }
    question?.focus({ preventScroll: true });
    for (const map of maps) map.stand(next.spot);
  };
  const onAnswer = async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-card] [data-answer]") || !button) return;
    event.preventDefault();
    try {
      show(await answer(form, button));
    } catch {
      // The plain way: the same form, sent by the browser itself.
      const value = Object.assign(doc.createElement("input"), { type: "hidden", name: "value", value: button.value });
      form.append(value);
      form.submit();
    }
  };
  if (box) doc.addEventListener("submit", onAnswer);

  // ---- the map: every person a mark, near and far by zooming -----------------------------------------------------
  const WIDE = 780;
  const HIGH = 592;
  const FINE = 64;
  const NEAREST = 12;
  const tones = {};
  const tone = (name) => (tones[name] ??= getComputedStyle(doc.documentElement).getPropertyValue("--sl-" + name).trim());
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const SHAPES = [
    (pen, x, y, r) => (pen.beginPath(), pen.arc(x, y, r, 0, 7), pen.fill()),
    (pen, x, y, r) => (pen.beginPath(), pen.arc(x, y, r * 0.9, 0, 7), pen.stroke()),
    (pen, x, y, r) => (pen.beginPath(), pen.moveTo(x - r, y), pen.lineTo(x + r, y), pen.moveTo(x, y - r), pen.lineTo(x, y + r), pen.stroke()),
    (pen, x, y, r) => pen.fillRect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7),
    (pen, x, y, r) => (pen.beginPath(), pen.moveTo(x, y - r), pen.lineTo(x + r, y + r * 0.8), pen.lineTo(x - r, y + r * 0.8), pen.closePath(), pen.stroke()),
  ];

  // Points as the server sends them: how many, then x, y in 64ths and the group of each.
  const read = (buffer) => {
    const count = new DataView(buffer).getUint32(0, true);
    return {
      count,
      x: Float32Array.from(new Uint16Array(buffer.slice(4, 4 + 2 * count)), (v) => v / FINE),
      y: Float32Array.from(new Uint16Array(buffer.slice(4 + 2 * count, 4 + 4 * count)), (v) => v / FINE),
      group: new Uint8Array(buffer, 4 + 4 * count, count),
    };
  };

  class OpinionMap {
    constructor(frame) {
      this.frame = frame;
      this.svg = frame.querySelector("svg");
      this.outlines = all("[data-group]", this.svg).map((path) => ({ group: Number(path.dataset.group), path: new Path2D(path.getAttribute("d")) }));
      this.view = { x: 0, y: 0, k: 1 };
      this.lit = null;
      this.me = this.drawnMe();
      this.word = frame.dataset.you;
      this.wanted = false;
    }

    drawnMe() {
      const dot = this.svg.querySelector("[data-me] circle");
      return dot ? { x: Number(dot.getAttribute("cx")), y: Number(dot.getAttribute("cy")) } : null;
    }

    // A map that a narrow page does not show costs nothing: it begins when it is first seen.
    begin() {
      new ResizeObserver(() => {
        if (!this.frame.clientWidth) return;
        if (this.canvas) this.fit();
        else if (!this.asked) this.start();
      }).observe(this.frame);
    }

    async start() {
      this.asked = true;
      const reply = await fetch(this.frame.dataset.points);
      if (!reply.ok) return;
      this.points = read(await reply.arrayBuffer());
      this.canvas = doc.createElement("canvas");
      this.canvas.setAttribute("aria-hidden", "true");
      this.pen = this.canvas.getContext("2d");
      this.frame.append(this.canvas);
      this.frame.classList.add("is-live");
      for (const note of all("[data-each]")) note.textContent = note.dataset.each;
      this.controls();
      this.fit();
    }

    controls() {
      const bar = this.frame.querySelector("[data-zoom]");
      bar.hidden = false;
      bar.addEventListener("click", (event) => {
        const by = event.target.closest("button")?.value;
        if (by) this.zoom(Number(by));
      });
      this.frame.addEventListener("keydown", (event) => this.key(event));
      this.canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
      for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel", "pointerleave"]) {
        this.canvas.addEventListener(name, (event) => this.pointer(event));
      }
      this.held = new Map();
    }

    fit() {
      const wide = this.frame.clientWidth;
      const ratio = Math.min(window.devicePixelRatio || 1, 2);
      this.unit = (wide / WIDE) * ratio;
      this.ratio = ratio;
      this.canvas.width = Math.round(wide * ratio);
      this.canvas.height = Math.round(((wide * HIGH) / WIDE) * ratio);
      this.layer = Object.assign(doc.createElement("canvas"), { width: this.canvas.width, height: this.canvas.height }).getContext("2d");
      this.sheet = this.layer.createImageData(this.canvas.width, this.canvas.height);
      this.marks = null;
      this.ask();
    }

    ask() {
      if (this.wanted) return;
      this.wanted = true;
      requestAnimationFrame(() => {
        this.wanted = false;
        this.draw();
      });
    }

    // A mark of each shape is painted once; what it covers is kept as steps in the picture's rows with their strength.
    stamps() {
      const many = this.points.count > 2000;
      const r = (many ? 1.7 : 2.4) * this.unit * Math.sqrt(this.view.k);
      if (this.marks && this.marks.r === r) return this.marks;
      const size = Math.ceil(r * 2 + 4);
      const one = Object.assign(doc.createElement("canvas"), { width: size, height: size });
      const pen = one.getContext("2d", { willReadFrequently: true });
      pen.lineWidth = Math.max(this.unit, 0.8);
      const made = SHAPES.map((shape) => {
        pen.clearRect(0, 0, size, size);
        shape(pen, size / 2, size / 2, r);
        const painted = pen.getImageData(0, 0, size, size).data;
        const cells = Array.from({ length: size * size }, (_, i) => i).filter((i) => painted[4 * i + 3] > 8);
        return {
          steps: Int32Array.from(cells, (i) => Math.floor(i / size) * this.canvas.width + (i % size)),
          strength: Uint8Array.from(cells, (i) => painted[4 * i + 3]),
        };
      });
      this.marks = { r, size, made };
      return this.marks;
    }

    // The blue of the marks as the picture's bytes have it, without strength.
    ink() {
      const pen = Object.assign(doc.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
      pen.fillStyle = tone("river");
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
      return (blue << 16) | (green << 8) | red;
    }

    // Everybody at once, pixel by pixel: ten thousand marks drawn one by one would take thirty times as long.
    drawPoints(scale, left, top) {
      const { points, lit, layer } = this;
      const { width, height } = layer.canvas;
      const { size, made } = this.stamps();
      const cells = new Uint32Array(this.sheet.data.buffer);
      const ink = (this.blue ??= this.ink());
      const half = size / 2;
      cells.fill(0);
      for (let i = 0; i < points.count; i += 1) {
        const x = Math.round(left + points.x[i] * scale - half);
        const y = Math.round(top + points.y[i] * scale - half);
        if (x < 0 || y < 0 || x + size > width || y + size > height) continue;
        const group = points.group[i];
        const { steps, strength } = made[group % 5];
        const far = lit !== null && lit !== group;
        const start = y * width + x;
        for (let j = 0; j < steps.length; j += 1) {
          const alpha = far ? strength[j] >> 2 : strength[j];
          const at = start + steps[j];
          if (cells[at] >>> 24 < alpha) cells[at] = (alpha << 24) | ink;
        }
      }
      layer.putImageData(this.sheet, 0, 0);
      this.pen.drawImage(layer.canvas, 0, 0);
    }

    draw() {
      const { pen, canvas, view, unit } = this;
      const scale = unit * view.k;
      const left = -view.x * scale;
      const top = -view.y * scale;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.setTransform(scale, 0, 0, scale, left, top);
      pen.lineWidth = 1.2 / view.k;
      for (const { group, path } of this.outlines) {
        pen.fillStyle = tone("white");
        pen.strokeStyle = tone(this.lit === null || this.lit === group ? "ink" : "line-2");
        pen.fill(path);
        pen.stroke(path);
      }
      pen.setTransform(1, 0, 0, 1, 0, 0);
      this.drawPoints(scale, left, top);
      this.drawNames(scale, left, top);
      this.drawMe(scale, left, top);
    }

    // A name and its number of people stand together; on a narrow map one that would cover another moves down.
    drawNames(scale, left, top) {
      const { pen, ratio } = this;
      const taken = [];
      pen.textAlign = "center";
      pen.lineJoin = "round";
      for (const name of all("text[data-name=big]", this.svg)) {
        const size = (text) => Math.max(parseFloat(text.getAttribute("font-size")) * this.unit, 12 * ratio);
        const lines = [name, name.nextElementSibling].filter(Boolean);
        pen.font = `700 ${size(name)}px ${tone("serif")}`;
        const half = pen.measureText(name.textContent).width / 2;
        const x = Math.min(Math.max(left + Number(name.getAttribute("x")) * scale, half), this.canvas.width - half);
        let y = top + Number(name.getAttribute("y")) * scale;
        const high = size(name) * 2.2;
        while (taken.some((one) => Math.abs(one.x - x) < one.half + half && Math.abs(one.y - y) < high)) y += high / 4;
        taken.push({ x, y, half });
        lines.forEach((text, place) => {
          pen.font = `${place ? 400 : 700} ${size(text)}px ${tone(place ? "sans" : "serif")}`;
          pen.strokeStyle = tone("paper");
          pen.lineWidth = 4 * ratio;
          pen.strokeText(text.textContent, x, y + place * size(name) * 1.15);
          pen.fillStyle = tone(place ? "ink-2" : "ink");
          pen.fillText(text.textContent, x, y + place * size(name) * 1.15);
        });
      }
    }

    drawMe(scale, left, top) {
      if (!this.me) return;
      const { pen, ratio } = this;
      const x = left + this.me.x * scale;
      const y = top + this.me.y * scale;
      const right = x < this.canvas.width * 0.72;
      const end = right ? 60 * ratio : -60 * ratio;
      pen.strokeStyle = pen.fillStyle = tone("seal");
      pen.lineWidth = ratio;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x + end, y + 20 * ratio);
      pen.stroke();
      pen.beginPath();
      pen.arc(x, y, 6 * ratio, 0, 7);
      pen.fill();
      pen.font = `700 ${14 * ratio}px ${tone("serif")}`;
      pen.textAlign = right ? "left" : "right";
      pen.strokeStyle = tone("paper");
      pen.lineWidth = 4 * ratio;
      pen.strokeText(this.word, x + end * 1.07, y + 25 * ratio);
      pen.fillText(this.word, x + end * 1.07, y + 25 * ratio);
    }

    // An answer moves "you" on the map.
    stand(spot) {
      if (!spot || !this.layer) return;
      const from = this.me ?? spot;
      const begun = performance.now();
      const step = (now) => {
        const part = still ? 1 : Math.min((now - begun) / 400, 1);
        const ease = 1 - (1 - part) ** 3;
        this.me = { x: from.x + (spot.x - from.x) * ease, y: from.y + (spot.y - from.y) * ease };
        this.draw();
        if (part < 1) requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }

    // by: 1 nearer, -1 farther, 0 everything; about a place of the drawing, which stays where it is.
    zoom(by, about = { x: this.view.x + WIDE / 2 / this.view.k, y: this.view.y + HIGH / 2 / this.view.k }) {
      const before = this.view.k;
      const k = by === 0 ? 1 : Math.min(Math.max(before * 1.4 ** by, 1), NEAREST);
      this.view.x = about.x - (about.x - this.view.x) * (before / k);
      this.view.y = about.y - (about.y - this.view.y) * (before / k);
      this.view.k = k;
      this.move(0, 0);
    }

    move(dx, dy) {
      const { view } = this;
      view.x = Math.min(Math.max(view.x + dx, 0), WIDE - WIDE / view.k);
      view.y = Math.min(Math.max(view.y + dy, 0), HIGH - HIGH / view.k);
      this.canvas.classList.toggle("is-near", view.k > 1);
      this.ask();
    }

    key(event) {
      const step = 60 / this.view.k;
      const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
      const zooms = { "+": 1, "=": 1, "-": -1, 0: 0 };
      if (event.key in zooms) this.zoom(zooms[event.key]);
      else if (this.view.k > 1 && event.key in moves) this.move(...moves[event.key]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    place(event) {
      const edge = this.canvas.getBoundingClientRect();
      const scale = (edge.width / WIDE) * this.view.k;
      return { x: this.view.x + (event.clientX - edge.left) / scale, y: this.view.y + (event.clientY - edge.top) / scale, scale };
    }

    // The wheel scrolls the page; with Ctrl (or two fingers on a pad) it zooms.
    wheel(event) {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 0.5 : -0.5, this.place(event));
    }

    pointer(event) {
      const { held } = this;
      if (event.type === "pointerdown") {
        held.set(event.pointerId, event);
        if (this.view.k > 1) this.canvas.setPointerCapture(event.pointerId);
      } else if (event.type !== "pointermove") {
        held.delete(event.pointerId);
        if (event.type === "pointerleave") this.light(null);
      } else if (held.has(event.pointerId)) this.drag(event);
      else this.light(this.groupAt(this.place(event)));
    }

    drag(event) {
      const before = this.held.get(event.pointerId);
      const others = [...this.held.values()].filter((one) => one.pointerId !== event.pointerId);
      this.held.set(event.pointerId, event);
      const { scale } = this.place(event);
      if (!others.length) {
        if (this.view.k > 1) this.move((before.clientX - event.clientX) / scale, (before.clientY - event.clientY) / scale);
        return;
      }
      const gap = (one) => Math.hypot(one.clientX - others[0].clientX, one.clientY - others[0].clientY) || 1;
      this.zoom(Math.log(gap(event) / gap(before)) / Math.log(1.4), this.place(others[0]));
    }

    groupAt(place) {
      const pen = this.pen;
      pen.setTransform(1, 0, 0, 1, 0, 0);
      return this.outlines.find(({ path }) => pen.isPointInPath(path, place.x, place.y))?.group ?? null;
    }

    light(group) {
      if (group === this.lit) return;
      this.lit = group;
      this.ask();
    }
  }

  const maps = all("[data-points]").map((frame) => new OpinionMap(frame));
  for (const map of maps) map.begin();

  // ---- a desk ------------------------------------------------------------------------------------------------
  const EVERY = 5000;
  const refresh = async (part) => {
    if (!doc.hidden) {
      try {
        const reply = await fetch(part.dataset.pulse);
        if (reply.ok) part.replaceChildren(...parsed(await reply.text()));
      } catch {
        // No network: the next round tries again.
      }
    }
    window.setTimeout(refresh, EVERY, part);
  };
  for (const part of all("[data-pulse]")) window.setTimeout(refresh, EVERY, part);

  // With nothing ticked, an act of the queue is about the chosen row.
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-bulk-form]") || form.querySelector("[data-tick]:checked")) return;
    const tick = form.querySelector("[data-row].on [data-tick]");
    if (tick) tick.checked = true;
  });
})();
