// A session while it runs: clocks and countdowns, the hall screen from its snapshot, notes that survive a lost line.
(() => {
  "use strict";
  const doc = document;
  const all = (query, within = doc) => Array.from(within.querySelectorAll(query));
  const head = doc.querySelector("[data-session]");
  // The server's clock is the clock of the room: what this machine says is moved by the difference.
  const shift = head ? Number(head.dataset.now) * 1000 - Date.now() : 0;
  const now = () => Date.now() + shift;
  const two = (n) => String(n).padStart(2, "0");
  const room = new Intl.DateTimeFormat("zh-CN", {
    timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
  });
  const left = (milliseconds) => {
    const seconds = Math.round(milliseconds / 1000);
    const whole = Math.abs(seconds);
    return (seconds < 0 ? "-" : "") + Math.floor(whole / 60) + ":" + two(whole % 60);
  };
  const part = (begins, ends) => Math.max(0, Math.min(100, ((now() - begins) / (ends - begins || 1)) * 100));

  let timer = null;
  const tick = () => {
    const words = room.format(new Date(now()));
    for (const node of all("[data-clock]")) node.textContent = node.dataset.clock === "short" ? words.slice(0, 5) : words;
    for (const node of all("[data-left]")) {
      const rest = Number(node.dataset.ends) * 1000 - now();
      node.textContent = left(rest);
      node.classList.toggle("t-amb", rest >= 0 && rest <= 30000);
      node.classList.toggle("t-red", rest < 0);
    }
    for (const bar of all("[data-bar]"))
      bar.setAttribute("width", part(Number(bar.dataset.begins) * 1000, Number(bar.dataset.ends) * 1000).toFixed(2));
    for (const node of all("[data-timer]")) {
      node.textContent = timer ? left(timer.ends - now()) : "–:––";
      node.classList.toggle("hall-late", Boolean(timer) && timer.ends - now() <= 30000);
    }
    for (const bar of all("[data-timer-bar]")) bar.setAttribute("width", timer ? part(timer.begins, timer.ends).toFixed(2) : "0");
  };
  window.setInterval(tick, 1000);

  // The hall screen, painted from the snapshot.
  const pick = (from, path) => path.split(".").reduce((value, key) => (value == null ? undefined : value[key]), from);
  const isThere = (value) => (value && typeof value === "object" ? Object.keys(value).length > 0 : Boolean(value));
  const paint = (snap) => {
    for (const node of all("[data-show]")) node.textContent = pick(snap, node.dataset.show) ?? "";
    for (const node of all("[data-when]")) node.hidden = !isThere(pick(snap, node.dataset.when));
    for (const node of all("[data-unless]")) node.hidden = isThere(pick(snap, node.dataset.unless));
    for (const list of all("[data-each]")) rows(list, pick(snap, list.dataset.each) || []);
    const { speaker, item } = snap;
    if (isThere(speaker)) {
      const begins = Date.parse(speaker.begins);
      timer = { begins, ends: begins + speaker.seconds * 1000 };
    } else timer = isThere(item) ? { begins: Date.parse(item.begins), ends: Date.parse(item.ends) } : null;
    tick();
  };
  const rows = (list, values) => {
    const pattern = doc.querySelector('template[data-row="' + list.dataset.each + '"]');
    list.replaceChildren(
      ...values.slice(-Number(list.dataset.most || values.length)).slice(0, Number(list.dataset.top || values.length)).map((value) => {
        const row = pattern.content.firstElementChild.cloneNode(true);
        for (const node of all("[data-field]", row)) node.textContent = value[node.dataset.field] ?? "";
        for (const node of all("[data-width]", row)) node.setAttribute("width", value[node.dataset.width] || 0);
        return row;
      }),
    );
  };
  // The live process tells of every change; while its line is down the snapshot is asked for instead.
  let mark = "";
  let stream = null;
  const hear = () => {
    stream = new EventSource(head.dataset.live + "/stream" + (head.dataset.lang === "en" ? "?lang=en" : ""));
    stream.addEventListener("state", (event) => paint(JSON.parse(event.data)));
    stream.addEventListener("end", () => stream.close());
  };
  const look = async () => {
    if (stream && stream.readyState === EventSource.OPEN) return;
    try {
      const answer = await fetch(head.dataset.snapshot, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store" });
      if (answer.status === 200) {
        mark = answer.headers.get("ETag") || "";
        paint(await answer.json());
      }
    } catch {
      // the line is down: what is shown stays, and the next look tries again
    }
  };
  if (head?.dataset.snapshot) {
    look();
    if (head.dataset.live && window.EventSource) hear();
    window.setInterval(look, 2000);
  }

  // A part of a page that keeps itself up to date unless somebody is at work in it.
  for (const box of all("[data-renew]"))
    window.setInterval(async () => {
      if (box.contains(doc.activeElement) || box.querySelector("details[open]") || doc.hidden) return;
      try {
        const answer = await fetch(location.pathname);
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(box.id);
        if (answer.ok && fresh && !box.querySelector("details[open]")) box.replaceChildren(...fresh.childNodes);
      } catch {
        // the line is down: the part stays as it is
      }
    }, Number(box.dataset.renew) * 1000);

  // Notes: written on this machine while there is no line, sent when it is back. The server keeps the same note once.
  const form = doc.querySelector("[data-note]");
  const place = "sl-notes-" + location.pathname;
  const kept = () => JSON.parse(window.localStorage.getItem(place) || "[]");
  const keep = (notes) => window.localStorage.setItem(place, JSON.stringify(notes));
  const say = () => {
    const count = kept().length;
    for (const node of all("[data-queue-note]"))
      node.textContent = count ? node.dataset.kept + " · " + count : node.dataset.words;
  };
  const post = (pairs) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const body = new URLSearchParams(pairs.filter(([name]) => name !== "csrfmiddlewaretoken"));
    body.set("csrfmiddlewaretoken", token);
    return fetch(form.action, { method: "POST", body });
  };
  const send = async () => {
    const notes = kept();
    if (!notes.length) return;
    try {
      while (notes.length) {
        await post(notes[0]);
        notes.shift();
        keep(notes);
      }
      location.reload();
    } catch {
      say();
    }
  };
  if (form) {
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopPropagation();
      keep([...kept(), Array.from(new FormData(form))]);
      form.querySelector("[name=text]").value = "";
      say();
    });
    for (const radio of all("[name=kind]", form)) radio.addEventListener("click", () => form.querySelector("[name=text]").focus());
    window.addEventListener("online", send);
    say();
    if (navigator.onLine) send();
  }
  tick();
})();
