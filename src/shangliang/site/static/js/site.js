// Behaviour that native elements do not give: 长者版, flash messages, keys of a desk, drafts, the offline note.
(() => {
  "use strict";
  const doc = document;
  const root = doc.documentElement;
  const all = (query, within = doc) => Array.from(within.querySelectorAll(query));

  // 长者版: the cookie is what the server reads; without this script the plain link does the same.
  const cookie = (name) => doc.cookie.split("; ").find((pair) => pair.startsWith(name + "="))?.split("=")[1];
  const keep = (name, value) => {
    doc.cookie = name + "=" + value + "; path=/; max-age=31536000; samesite=lax" + (location.protocol === "https:" ? "; secure" : "");
  };
  const showMode = () => {
    const isElder = root.dataset.mode === "elder";
    for (const link of all("[data-elder-switch]")) {
      link.textContent = isElder ? link.dataset.off : link.dataset.on;
      link.setAttribute("href", "?elder=" + (isElder ? "0" : "1"));
    }
  };
  const setMode = (mode) => {
    if (mode === "elder") root.dataset.mode = "elder";
    else delete root.dataset.mode;
    keep("elder", mode === "elder" ? "1" : "0");
    showMode();
  };
  const kept = cookie("elder");
  if (kept === "1" && root.dataset.mode !== "elder") setMode("elder");

  // Anything that is closed or opened by a click.
  doc.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const elder = target?.closest("[data-elder-switch]");
    if (elder) {
      event.preventDefault();
      setMode(root.dataset.mode === "elder" ? "plain" : "elder");
      return;
    }
    const close = target?.closest("[data-close]");
    if (close) closeNearest(close);
    const opener = target?.closest("[data-dialog]");
    if (opener) openDialog(opener.dataset.dialog, event);
    const chip = target?.closest("[data-fill]");
    if (chip) fill(chip);
  });
  const closeNearest = (button) => {
    const box = button.closest(button.dataset.close === "flash" ? "[data-flash]" : "dialog");
    if (box instanceof HTMLDialogElement) box.close();
    else if (box) {
      const list = box.parentElement;
      box.remove();
      if (list && !list.querySelector("[data-flash]")) list.closest(".sl-flashes")?.remove();
    }
  };
  const openDialog = (id, event) => {
    const box = doc.getElementById(id);
    if (!(box instanceof HTMLDialogElement)) return;
    event?.preventDefault();
    box.showModal();
  };
  // Ready phrases: <button data-fill="field id">请阅研</button> puts its words where they belong.
  const fill = (chip) => {
    const field = doc.getElementById(chip.dataset.fill);
    if (!field) return;
    field.value = (field.value ? field.value.replace(/\s+$/, "") + "，" : "") + chip.textContent.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  for (const button of all("[data-close=flash]")) button.hidden = false;

  // Keys of a desk. Rows stand in [data-rows] as [data-row]; an act answers to its data-key.
  const rows = () => all("[data-rows] [data-row]").filter((row) => row.getClientRects().length > 0);
  const linkOf = (row) => row?.querySelector("a[href]:not([data-pick])");
  const chosen = (list) => list.findIndex((row) => row.classList.contains("on"));
  const choose = (list, index) => {
    if (!list.length) return;
    const next = list[Math.max(0, Math.min(index, list.length - 1))];
    for (const row of list) {
      row.classList.toggle("on", row === next);
      linkOf(row)?.removeAttribute("aria-current");
    }
    const link = linkOf(next);
    link?.setAttribute("aria-current", "true");
    (next.querySelector("[data-yes]") ?? link)?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const isTyping = (target) =>
    target instanceof Element && (target.closest("input, textarea, select, [contenteditable]") || target.closest("dialog[open]"));
  const press = (key) => {
    const act = all("[data-key]").find((node) => node.dataset.key === key && node.getClientRects().length > 0 && !node.disabled);
    if (!act) return false;
    act.click();
    if (act.matches("summary")) act.parentElement.querySelector("textarea, input:not([type=hidden]), select")?.focus();
    return true;
  };
  // Columns of a board stand side by side: the same place in the next one that has rows.
  const across = (step) => {
    const list = rows();
    const now = list[Math.max(chosen(list), 0)];
    const columns = all("[data-rows]").filter((column) => list.some((row) => column.contains(row)));
    const next = columns[columns.findIndex((column) => column.contains(now)) + step];
    if (!next) return;
    const inside = (column) => list.filter((row) => column.contains(row));
    const place = inside(now.closest("[data-rows]")).indexOf(now);
    const goal = inside(next);
    choose(list, list.indexOf(goal[Math.min(place, goal.length - 1)]));
  };
  const moves = {
    j: () => choose(rows(), chosen(rows()) + 1),
    k: () => choose(rows(), chosen(rows()) - 1),
    h: () => across(-1),
    l: () => across(1),
    m: () => rows()[chosen(rows())]?.querySelector("[data-pick]")?.click(),
    Enter: () => {
      const row = rows()[chosen(rows())];
      (row?.querySelector("[data-yes]") ?? linkOf(row))?.click();
    },
    x: () => rows()[chosen(rows())]?.querySelector("input[type=checkbox]")?.click(),
    "/": () => doc.querySelector("[data-search]")?.focus(),
    "?": () => openDialog("all-keys"),
  };
  const onDeskKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && event.target instanceof HTMLElement && isTyping(event.target)) event.target.blur();
    if (isTyping(event.target)) return;
    const onControl = event.target instanceof Element && event.target.closest("a, button, summary");
    if (event.key === "Enter" && onControl) return;
    const choice = rows()[chosen(rows())]?.querySelector(`[data-choice="${/^[1-9]$/.test(event.key) ? event.key : "none"}"]`);
    if (choice) choice.click();
    else if (press(event.key)) event.preventDefault();
    else if (moves[event.key]) {
      event.preventDefault();
      moves[event.key]();
    }
  };
  if (doc.body.hasAttribute("data-desk")) doc.addEventListener("keydown", onDeskKey);
  else
    doc.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
      if (press(event.key)) event.preventDefault();
    });

  // Bulk acts: a count of what is ticked, and the bar appears only when something is.
  const countTicks = (form) => {
    const ticked = all("[data-tick]:checked", form).length;
    for (const node of all("[data-ticked]", form)) node.textContent = String(ticked);
    for (const bar of all("[data-bulk]", form)) bar.hidden = ticked === 0;
  };
  doc.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    const form = box.closest("[data-bulk-form]");
    if (form && box.matches("[data-tick-all]")) for (const tick of all("[data-tick]", form)) tick.checked = box.checked;
    if (form) countTicks(form);
    if (box.form?.matches("[data-send-on-change]")) box.form.requestSubmit();
  });
  for (const form of all("[data-bulk-form]")) countTicks(form);

  // The reply editor says beside each point which of its elements are still empty.
  const weigh = (part) => {
    const said = part.querySelector("output[data-lacks]");
    const lacks = all("[data-need]", part).filter((field) => !field.value.trim()).map((field) => field.dataset.need);
    said.textContent = lacks.length ? said.dataset.lacks + lacks.join("、") : said.dataset.whole;
    said.classList.toggle("t-amb", lacks.length > 0);
    said.classList.toggle("t-pine", lacks.length === 0);
  };
  for (const part of all("[data-part]")) part.addEventListener("input", () => weigh(part));

  // Drafts: <textarea data-draft="speak"> keeps its words on this device until the form is sent.
  const store = (work) => {
    try {
      return work(window.localStorage);
    } catch {
      return null; // private windows may refuse; the page then works without drafts
    }
  };
  for (const field of all("[data-draft]")) {
    const name = "sl-draft-" + field.dataset.draft;
    const words = store((box) => box.getItem(name));
    if (words && !field.value) field.value = words;
    field.addEventListener("input", () => store((box) => (field.value ? box.setItem(name, field.value) : box.removeItem(name))));
  }
  // A page that shows a receipt says which draft it settles.
  for (const mark of all("[data-draft-done]")) store((box) => box.removeItem("sl-draft-" + mark.dataset.draftDone));

  // Offline: say so, and keep forms from being lost.
  const showLine = () => {
    for (const note of all("[data-offline]")) note.hidden = navigator.onLine;
  };
  window.addEventListener("online", showLine);
  window.addEventListener("offline", showLine);
  showLine();

  // Long work: [data-poll] is fetched anew every two seconds; when the work has ended the page is, too.
  const look = (box) =>
    window
      .fetch(location.href)
      .then((answer) => answer.text())
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(box.id);
        if (!fresh?.hasAttribute("data-poll")) location.reload();
        else {
          box.replaceWith(fresh);
          wait(fresh);
        }
      })
      .catch(() => wait(box));
  const wait = (box) => window.setTimeout(() => look(box), 2000);
  const busy = doc.querySelector("[data-poll][id]");
  if (busy) wait(busy);

  // A form is sent once.
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method.toLowerCase() !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) event.preventDefault();
    else {
      form.dataset.sent = "1";
      window.setTimeout(() => delete form.dataset.sent, 5000);
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) delete form.dataset.sent;
  });

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  showMode();
})();
