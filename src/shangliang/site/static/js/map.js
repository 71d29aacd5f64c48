// A map of districts where one is asked for: [data-map] holds the drawing that stands without this script.
// data-rows: [[name, count, address or ""]], data-marked: names with an alert; data-tiles: a template, or "".
(() => {
  "use strict";
  const library = window.L;
  if (!library) return;
  const STEPS = [0.15, 0.3, 0.55, 0.8];
  const rowOf = (rows, name) => rows.find((row) => row[0].startsWith(name));
  const fillOf = (count, top) => (count ? STEPS[Math.min(3, Math.floor((count / top) * 4 - 1e-9))] : 0);
  const label = (name, row, unit) => {
    const box = document.createElement("span");
    const number = document.createElement("b");
    number.textContent = String(row ? row[1] : 0);
    box.append(name + " ", number, " " + unit);
    return box;
  };

  const draw = (box, outline) => {
    const rows = JSON.parse(box.dataset.rows);
    const marked = JSON.parse(box.dataset.marked || "[]");
    const top = Math.max(1, ...rows.map((row) => row[1]));
    const place = document.createElement("div");
    place.className = "lmap";
    const map = library.map(place, { scrollWheelZoom: false, zoomControl: false, zoomSnap: 0.25 });
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", box.dataset.label);
    library.control.zoom({ zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map);
    map.attributionControl.setPrefix("");
    const isMarked = (name) => marked.some((one) => one.startsWith(name));
    const style = (feature) => {
      const row = rowOf(rows, feature.properties.name);
      const alert = isMarked(feature.properties.name);
      const count = row ? row[1] : 0;
      return { className: "lmap-d" + (count ? "" : " none") + (alert ? " alert" : ""), fillOpacity: fillOf(count, top), weight: alert ? 3 : 1.5 };
    };
    const each = (feature, layer) => {
      const name = feature.properties.name;
      const row = rowOf(rows, name);
      layer.bindTooltip(label(name, row, box.dataset.unit), { sticky: true, className: "lmap-t" });
      if (row && row[2]) layer.on("click", () => window.location.assign(row[2]));
    };
    if (box.dataset.tiles) library.tileLayer(box.dataset.tiles, { attribution: box.dataset.credit, maxZoom: 18 }).addTo(map);
    else map.attributionControl.addAttribution(box.dataset.credit);
    const areas = library.geoJSON(outline, { style, onEachFeature: each }).addTo(map);
    const drawing = box.querySelector("svg");
    if (drawing) drawing.classList.add("sl-sr");
    box.prepend(place);
    const fit = () => map.invalidateSize() && map.fitBounds(areas.getBounds(), { padding: [6, 6] });
    fit();
    const names = () => {
      for (const one of place.querySelectorAll(".lmap-n")) one.hidden = map.getZoom() < 9.75 && one.dataset.small === "1";
    };
    areas.eachLayer((layer) => {
      const bounds = layer.getBounds();
      const small = bounds.getEast() - bounds.getWest() < 0.4 && bounds.getNorth() - bounds.getSouth() < 0.25;
      const sign = document.createElement("span");
      const row = rowOf(rows, layer.feature.properties.name);
      sign.className = "lmap-n";
      sign.dataset.small = small ? "1" : "";
      sign.textContent = layer.feature.properties.name + " " + (row ? row[1] : 0);
      const icon = library.divIcon({ className: "lmap-i", html: sign, iconSize: [0, 0] });
      library.marker(bounds.getCenter(), { icon, interactive: false, keyboard: false }).addTo(map);
    });
    map.on("zoomend", names);
    names();
    const grow = box.querySelector("[data-grow]");
    if (!grow) return;
    grow.hidden = false;
    grow.addEventListener("click", () => {
      grow.setAttribute("aria-pressed", String(place.classList.toggle("big")));
      fit();
    });
  };

  for (const box of document.querySelectorAll("[data-map]")) {
    window
      .fetch(box.dataset.map)
      .then((answer) => answer.json())
      .then((outline) => draw(box, outline))
      .catch(() => box.classList.add("no-map")); // the drawing and the list stay
  }
})();
