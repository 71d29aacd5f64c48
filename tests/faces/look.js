// What the sweep asks of a page; put in beside its strict policy, as a developer's console would.
(() => {
  const SMALLEST = 44;
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']";
  const classes = (node) => String(node.className?.baseVal ?? node.className ?? "").trim();
  const name = (node) => {
    const words = (node.getAttribute("aria-label") || node.innerText || node.value || node.name || "").trim().slice(0, 24);
    return `${[node.tagName.toLowerCase(), ...classes(node).split(/\s+/)].filter(Boolean).join(".")} "${words}"`;
  };
  const within = (node) => {
    const block = node.parentElement;
    return block ? [block.tagName.toLowerCase(), ...classes(block).split(" ")].filter(Boolean).join(".") : "";
  };
  const isShown = (node) =>
    node.getClientRects().length > 0 && node.checkVisibility({ visibilityProperty: true }) && !node.closest("[inert]");
  const shown = (query) => Array.from(document.querySelectorAll(query)).filter(isShown);

  // Open what is folded, so that what stands in it is looked at too.
  const unfold = () => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  };
  const popUp = () => {
    for (const box of document.querySelectorAll("[popover]")) {
      box.popover = "manual";
      box.showPopover();
    }
    return document.querySelectorAll("[popover]").length;
  };

  // A link inside a sentence: it flows with words of the same block that are no link themselves.
  const isInSentence = (node) => {
    if (!node.matches("a, button.sl-how") || getComputedStyle(node).display !== "inline") return false;
    let block = node.parentElement;
    while (block && getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    const words = block.cloneNode(true);
    for (const other of words.querySelectorAll("a, button, kbd, .sl-sr")) other.remove();
    return /[\p{L}\p{N}]{2}/u.test(words.textContent);
  };
  // How far a click still reaches the target, from its middle outward: a label or a stretched link counts as it acts.
  const reach = (node) => {
    node.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    const box = node.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const owners = new Set([node, ...(node.labels ?? [])]);
    const isHit = (left, top) => {
      for (let found = document.elementFromPoint(left, top); found; found = found.parentElement) if (owners.has(found)) return true;
      return false;
    };
    const far = (dx, dy) => {
      let step = 0;
      while (step < SMALLEST && isHit(x + dx * (step + 1), y + dy * (step + 1))) step += 1;
      return step;
    };
    return [far(-1, 0) + far(1, 0) + 1, far(0, -1) + far(0, 1) + 1];
  };
  const isBig = (box) => box.width >= SMALLEST - 0.5 && box.height >= SMALLEST - 0.5;
  const smallTargets = () => {
    const small = [];
    for (const node of shown(TARGETS)) {
      if (node.matches(".sl-skip, :disabled") || isInSentence(node)) continue;
      if (isBig(node.getBoundingClientRect())) continue;
      // A box to tick is pressed by its words as well.
      if (Array.from(node.labels ?? []).some((words) => isBig(words.getBoundingClientRect()))) continue;
      const [width, height] = reach(node);
      if (width < SMALLEST - 1 || height < SMALLEST - 1) small.push(`${name(node)} in ${within(node)}: ${width} x ${height}`);
    }
    window.scrollTo(0, 0);
    return small;
  };

  const isScrolled = (node) => {
    for (let around = node.parentElement; around; around = around.parentElement)
      if (around !== document.body && getComputedStyle(around).overflowX !== "visible") return true;
    return false;
  };
  const overflow = () => {
    const over = document.documentElement.scrollWidth - window.innerWidth;
    if (over <= 1) return "";
    let [found, furthest] = [null, window.innerWidth];
    for (const node of document.body.querySelectorAll("*")) {
      const right = node.getBoundingClientRect().right;
      if (right > furthest + 1 && !isScrolled(node)) [found, furthest] = [node, right];
    }
    return `${over} px too wide (${found ? name(found) : "?"} to ${Math.round(furthest)})`;
  };

  // Words that lie on other words, and words pressed into a pillar of one letter a line.
  const isCut = (node, box) => {
    for (let around = node; around && around !== document.body; around = around.parentElement) {
      const looks = getComputedStyle(around);
      if (looks.position === "fixed" || looks.position === "sticky") return true;
      if (looks.overflow === "visible") continue;
      const frame = around.getBoundingClientRect();
      if (box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.left < frame.left - 1 || box.top < frame.top - 1) return true;
    }
    return false;
  };
  // A line's box holds air above and below; what is seen of it stands in its middle.
  const glyphs = (size) => (box) => new DOMRect(box.left, (box.top + box.bottom - 0.8 * size) / 2, box.width, 0.8 * size);
  const wordBoxes = () => {
    const boxes = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !isShown(node) || node.closest("svg, .leaflet-container, .sl-sr, [popover], dialog, noscript, script")) continue;
      range.selectNodeContents(walker.currentNode);
      const drawn = glyphs(parseFloat(getComputedStyle(node).fontSize));
      const lines = Array.from(range.getClientRects(), drawn).filter((box) => box.width > 2 && !isCut(node, box));
      const widest = Math.max(...lines.map((box) => box.width));
      for (const box of lines) boxes.push({ node, box, lines: lines.length, widest });
    }
    return boxes.sort((one, other) => one.box.top - other.box.top);
  };
  const collisions = () => {
    const found = new Set();
    const boxes = wordBoxes();
    boxes.forEach((one, at) => {
      const size = parseFloat(getComputedStyle(one.node).fontSize);
      if (one.lines > 3 && one.widest < 2.5 * size && /\p{Script=Han}{4}/u.test(one.node.textContent)) found.add(`${name(one.node)}: ${one.lines} lines of one or two letters`);
      for (let next = at + 1; next < boxes.length && boxes[next].box.top < one.box.bottom; next += 1) {
        const other = boxes[next];
        const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const high = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
        if (wide > 4 && high > 0.5 * Math.min(one.box.height, other.box.height)) found.add(`${name(one.node)} lies on ${name(other.node)}`);
      }
    });
    return Array.from(found);
  };

  // Words that are too small to read; those of a drawing are measured as they are drawn.
  const smallWords = (least) => {
    const small = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || !isShown(node) || node.closest(".sl-sr, [aria-hidden=true], noscript, script")) continue;
      const scale = node instanceof SVGGraphicsElement ? Math.abs(node.getScreenCTM().d) : 1;
      const size = parseFloat(getComputedStyle(node).fontSize) * scale;
      if (size < least - 0.1) small.add(`${name(node)} in ${within(node)}: ${size.toFixed(1)} px`);
    }
    return Array.from(small);
  };

  // Everything that can be pressed can be reached by Tab and shows that it was; ask after a key was pressed.
  const lostFocus = () => {
    const lost = [];
    document.activeElement?.blur();
    for (const node of shown(TARGETS)) {
      if (node.matches(":disabled, [tabindex='-1']:not(a, button)")) continue;
      const around = [node, ...(node.labels ?? []), ...ancestors(node, 3)];
      const before = around.map(frame);
      node.focus({ preventScroll: true });
      const isMarked = around.some((one, at) => frame(one) !== before[at]);
      const isGroup = node.type === "radio" && document.activeElement !== node;
      if (document.activeElement !== node && !isGroup) lost.push(`${name(node)}: not reached`);
      else if (node.tabIndex !== 0) lost.push(`${name(node)}: tabindex ${node.tabIndex}`);
      else if (!isMarked) lost.push(`${name(node)}: focus does not show`);
    }
    document.activeElement?.blur();
    return lost;
  };
  // What draws a frame around an element; a hidden box may show its focus on its label or on what stands around it.
  const frame = (node) => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(node);
    return [outlineStyle === "none" ? "" : outlineWidth, boxShadow, borderColor].join();
  };
  const ancestors = (node, count) => (count && node.parentElement ? [node.parentElement, ...ancestors(node.parentElement, count - 1)] : []);

  // Use what the page's scripts offer, so that what they would load or draw is seen by the policy.
  const use = () => {
    for (const button of shown("[popovertarget]")) {
      button.click();
      button.click();
    }
    for (const key of ["j", "k", "?", "Escape"]) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    for (const box of document.querySelectorAll("dialog[open]")) box.close();
    for (const button of shown("[data-elder-switch]")) {
      button.click();
      button.click();
    }
  };
  const elder = (isOn) => {
    if (isOn) document.documentElement.dataset.mode = "elder";
    else delete document.documentElement.dataset.mode;
  };

  // 长者版 changes how a page looks and none of its elements: what does not hang on looks is asked once.
  const ALL = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
  const BY_LOOKS = { type: "rule", values: ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"] };
  const axeFaults = async (part) => {
    const isElder = document.documentElement.dataset.mode === "elder";
    const found = await axe.run(part ?? document, {
      runOnly: isElder ? BY_LOOKS : ALL,
      resultTypes: ["violations"],
      preload: false,
      elementRef: false,
    });
    const told = (one) => `${one.id} (${one.nodes.length}): ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`;
    return found.violations.map(told);
  };
  window.sweep = { unfold, popUp, smallTargets, overflow, collisions, smallWords, lostFocus, use, elder, axeFaults };
})();
