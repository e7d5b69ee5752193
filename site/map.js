// The map of features: moved, enlarged and coloured; names on hover and by the keyboard. Data come as scripts that call
// atlasMap, and from tools.rows.
(function () {
  "use strict";

  var tools = window.atlasTools, say = tools.say, make = tools.make;
  var place = document.getElementById("map");
  if (!place) return;
  var chunks = Number(place.dataset.chunks), picture = place.querySelector("figure");
  var rows = [], classes = [], attributes = [], groups = [], verdicts = [];
  var xs = [], ys = [], points = [];
  var scale = 1, left = 0, top = 0, size = 600, width = 600, height = 600, chosen = -1, found = null, by = null;
  var canvas, context, legend, status, choice, input, grid = null, isDrawn = false;
  var CELLS = 128, MARGIN = 14;

  window.atlasMap = function (across, down) { xs = across; ys = down; };

  // Ways to tell points apart: names of kinds, the kind of a row, and how each is drawn; the last kinds lie above.
  function ways() {
    var list = attributes.map(function (attribute, index) {
      return {
        key: "verdict:" + attribute, title: say("verdict") + ": " + attribute,
        kinds: [say("map.unsettled"), say("verdict.equivalent"), say("verdict.composition"), say("map.depends")], looks: ["dust", "dot", "ring", "square"],
        kind: function (r) {
          var code = verdicts[r[9 + 3 * index]];
          return code === "proxy" || code === "differs" || code === "depends" ? 3 : code === "composition" ? 2 : code === "equivalent" ? 1 : 0;
        }
      };
    });
    if (classes.length) {
      list.push({
        key: "label", title: say("label"), kinds: [say("map.not-shown"), say("map.shown")], looks: ["dust", "square"],
        kind: function (r) { return r[6] !== null && r[6] <= 0.05 ? 1 : 0; }
      }, steps("score", say("map.score"), [0.05, 0.1, 0.2, 0.3], function (r) { return r[5] === null ? 0 : Math.abs(r[5] - 0.5); }, function (v) { return v.toFixed(2); }));
    }
    list.push(steps("density", say("density"), [0.001, 0.01, 0.05, 0.2], function (r) { return r[2] || 0; }, tools.percent));
    return list;
  }

  function steps(key, title, limits, value, words) {
    return {
      key: key, title: title, looks: ["step1", "step2", "step3", "step4", "step5"],
      kinds: limits.map(function (limit) { return say("map.up-to", words(limit)); }).concat([say("map.more", words(limits[limits.length - 1]))]),
      kind: function (r) {
        var v = value(r), step = 0;
        while (step < limits.length && v > limits[step]) step += 1;
        return step;
      }
    };
  }

  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

  // Between two colours, as a share of the second.
  function mixed(a, b, share) {
    context.fillStyle = a;
    var first = context.fillStyle;
    context.fillStyle = b;
    var second = context.fillStyle;
    function part(text, at) { return parseInt(text.slice(at, at + 2), 16); }
    return "rgb(" + [1, 3, 5].map(function (at) { return Math.round(part(first, at) + (part(second, at) - part(first, at)) * share); }).join(",") + ")";
  }

  function look(name) {
    var paper = colour("--paper"), accent = colour("--accent"), growth = Math.min(2, Math.sqrt(scale)) * (points.length > 20000 ? 0.7 : points.length > 4000 ? 0.85 : 1);
    var step = /^step(\d)$/.exec(name);
    if (step) {
      var n = Number(step[1]);
      return { shape: n < 3 ? "circle" : n < 5 ? "square" : "diamond", colour: mixed(paper, accent, [0.3, 0.45, 0.65, 0.85, 1][n - 1]), size: (2 + n * 0.75) * growth };
    }
    return {
      dust: { shape: "circle", colour: mixed(paper, colour("--rule"), 0.6), size: 3 * growth },
      dot: { shape: "circle", colour: accent, size: 4.5 * growth },
      ring: { shape: "ring", colour: colour("--ink"), size: 5.5 * growth },
      square: { shape: "square", colour: colour("--alert"), size: 5.5 * growth }
    }[name];
  }

  function mark(c, how, x, y) {
    var half = how.size / 2;
    if (how.shape === "square" || (how.shape === "circle" && how.size < 3.2)) {
      c.fillRect(x - half, y - half, how.size, how.size);
    } else if (how.shape === "diamond") {
      c.beginPath();
      c.moveTo(x, y - half * 1.3);
      c.lineTo(x + half * 1.3, y);
      c.lineTo(x, y + half * 1.3);
      c.lineTo(x - half * 1.3, y);
      c.fill();
    } else {
      c.beginPath();
      c.arc(x, y, half, 0, 2 * Math.PI);
      if (how.shape === "ring") c.stroke(); else c.fill();
    }
  }

  function across(i) { return left + (MARGIN + points[i].x * (size - 2 * MARGIN)) * scale; }
  function down(i) { return top + (MARGIN + points[i].y * (size - 2 * MARGIN)) * scale; }

  function draw() {
    isDrawn = false;
    context.clearRect(0, 0, width, height);
    var looks = by.looks.map(look);
    looks.forEach(function (how, kind) {
      context.fillStyle = how.colour;
      context.strokeStyle = how.colour;
      context.lineWidth = 1.5;
      for (var i = 0; i < points.length; i++) {
        if (points[i].kind !== kind) continue;
        var x = across(i), y = down(i);
        if (x > -8 && y > -8 && x < width + 8 && y < height + 8) mark(context, how, x, y);
      }
    });
    context.strokeStyle = colour("--ink");
    context.lineWidth = 2;
    if (found) {
      found.forEach(function (i) {
        context.beginPath();
        context.arc(across(i), down(i), 7, 0, 2 * Math.PI);
        context.stroke();
      });
    }
    if (chosen >= 0) {
      context.lineWidth = 3;
      context.beginPath();
      context.arc(across(chosen), down(chosen), 10, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  function redraw() {
    if (isDrawn) return;
    isDrawn = true;
    requestAnimationFrame(draw);
  }

  function colourBy(way) {
    by = way;
    points.forEach(function (p) { p.kind = way.kind(p.r); });
    var counts = way.kinds.map(function () { return 0; });
    points.forEach(function (p) { counts[p.kind] += 1; });
    legend.replaceChildren.apply(legend, way.kinds.map(function (name, kind) {
      var swatch = make("canvas", { width: 28, height: 28, className: "swatch", "aria-hidden": "true" }), c = swatch.getContext("2d");
      var how = look(way.looks[kind]);
      c.scale(2, 2);
      c.fillStyle = how.colour;
      c.strokeStyle = how.colour;
      c.lineWidth = 1.5;
      mark(c, { shape: how.shape, size: Math.min(9, Math.max(5, how.size * 1.3)) }, 7, 7);
      return make("li", {}, swatch, " " + name + ": " + counts[kind].toLocaleString("en"));
    }).reverse());
    redraw();
  }

  // Cells of the plane with the points in them.
  function index() {
    grid = new Map();
    points.forEach(function (p, i) {
      var key = Math.floor(p.y * CELLS) * (CELLS + 1) + Math.floor(p.x * CELLS);
      if (grid.has(key)) grid.get(key).push(i); else grid.set(key, [i]);
    });
  }

  // The point nearest to a place of the canvas, within some pixels; −1 for none.
  function nearest(x, y, within) {
    var unit = (size - 2 * MARGIN) * scale, px = ((x - left) / scale - MARGIN) / (size - 2 * MARGIN), py = ((y - top) / scale - MARGIN) / (size - 2 * MARGIN);
    var reach = within / unit, best = -1, least = reach * reach;
    for (var row = Math.floor((py - reach) * CELLS); row <= Math.floor((py + reach) * CELLS); row++) {
      for (var column = Math.floor((px - reach) * CELLS); column <= Math.floor((px + reach) * CELLS); column++) {
        (grid.get(row * (CELLS + 1) + column) || []).forEach(function (i) {
          var dx = points[i].x - px, dy = points[i].y - py, d = dx * dx + dy * dy;
          if (d <= least) { least = d; best = i; }
        });
      }
    }
    return best;
  }

  // The next point in a direction: near, and not far off the line.
  function beyond(from, dx, dy) {
    var best = -1, least = Infinity, p = points[from];
    for (var i = 0; i < points.length; i++) {
      if (i === from) continue;
      var x = points[i].x - p.x, y = points[i].y - p.y, along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (along <= 0 || aside > along) continue;
      var cost = along + 2 * aside;
      if (cost < least) { least = cost; best = i; }
    }
    return best;
  }

  function words(i) {
    var r = points[i].r, text = r[7] || r[8];
    var parts = [say("feature") + " " + r[0], say("density") + " " + tools.percent(r[2])];
    if (classes.length && r[4] !== null) parts.push(classes[r[4]] + ", " + say("auroc") + " " + tools.fixed(r[5], 3));
    attributes.forEach(function (attribute, index) {
      parts.push(attribute + ": " + say("verdict." + (verdicts[r[9 + 3 * index]] || "untested")));
    });
    return { title: text, text: parts.join(" · ") };
  }

  function choose(i, isQuiet) {
    if (i === chosen) return;
    chosen = i;
    if (i >= 0) {
      var said = words(i), link = make("a", { href: points[i].r[0] + ".html" });
      link.append(said.title ? make("bdi", { className: points[i].r[7] ? "" : "made" }, said.title) : say("feature") + " " + points[i].r[0]);
      status.replaceChildren(link, " " + said.text);
    }
    if (!isQuiet) remember();
    redraw();
  }

  function bounded() {
    scale = Math.min(64, Math.max(1, scale));
    left = Math.min(width * 0.5, Math.max(width * 0.5 - size * scale, left));
    top = Math.min(height * 0.5, Math.max(height * 0.5 - size * scale, top));
  }

  function zoom(factor, x, y) {
    var before = scale;
    scale = Math.min(64, Math.max(1, scale * factor));
    left = x - (x - left) * scale / before;
    top = y - (y - top) * scale / before;
    bounded();
    redraw();
  }

  function whole() {
    scale = 1;
    left = (width - size) / 2;
    top = (height - size) / 2;
    redraw();
  }

  // A chosen point is never out of view.
  function reveal(i) {
    var x = across(i), y = down(i);
    if (x < 20 || x > width - 20) left += width / 2 - x;
    if (y < 20 || y > height - 20) top += height / 2 - y;
  }

  function fit() {
    var box = canvas.parentElement.clientWidth, ratio = window.devicePixelRatio || 1;
    width = box;
    height = Math.max(320, Math.min(box, Math.round(window.innerHeight * 0.8), 900));
    size = Math.min(width, height);
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.height = height + "px";
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  function find() {
    var text = tools.plain(input.value.trim());
    found = text ? points.map(function (p, i) { return i; }).filter(function (i) {
      var r = points[i].r;
      return tools.plain(r[7] + "\n" + r[8]).indexOf(text) >= 0 || String(r[0]) === text;
    }) : null;
    status.textContent = found ? say("map.found", found.length.toLocaleString("en")) : "";
    chosen = -1;
    remember();
    redraw();
  }

  function remember() {
    var state = new URLSearchParams();
    if (choice.selectedIndex > 0) state.set("by", by.key);
    if (input.value.trim()) state.set("find", input.value.trim());
    if (chosen >= 0) state.set("f", points[chosen].r[0]);
    try { history.replaceState(null, "", "#" + state); } catch (error) { location.replace("#" + state); }
  }

  function restore() {
    var state = new URLSearchParams(location.hash.slice(1)), list = ways();
    list.forEach(function (way, at) { if (way.key === state.get("by")) choice.selectedIndex = at; });
    colourBy(list[choice.selectedIndex]);
    input.value = state.get("find") || "";
    if (input.value) find();
    var number = Number(state.get("f"));
    if (state.get("f")) {
      points.forEach(function (p, i) { if (p.r[0] === number) choose(i, true); });
      if (chosen >= 0) zoom(6, across(chosen), down(chosen));
      if (chosen >= 0) reveal(chosen);
    }
  }

  function build() {
    points = [];
    rows.forEach(function (r, at) { if (xs[at] >= 0) points.push({ r: r, x: xs[at] / 10000, y: ys[at] / 10000, kind: 0 }); });
    if (!points.length) return;
    canvas = make("canvas", { tabIndex: 0, role: "application", id: "map-canvas", "aria-label": say("map.title"), "aria-describedby": "map-keys" });
    context = canvas.getContext("2d");
    legend = make("ul", { className: "map-legend" });
    status = make("p", { className: "map-status", role: "status", id: "map-status" });
    choice = make("select", { id: "map-by" });
    input = make("input", { type: "search", id: "map-find", autocomplete: "off", spellcheck: false });
    ways().forEach(function (way) { choice.append(new Option(way.title, way.key)); });
    var larger = make("button", { type: "button", "aria-label": say("map.larger") }, "+"), smaller = make("button", { type: "button", "aria-label": say("map.smaller") }, "−");
    var all = make("button", { type: "button" }, say("map.whole"));
    larger.addEventListener("click", function () { zoom(1.6, width / 2, height / 2); });
    smaller.addEventListener("click", function () { zoom(1 / 1.6, width / 2, height / 2); });
    all.addEventListener("click", whole);
    choice.addEventListener("change", function () { colourBy(ways()[choice.selectedIndex]); remember(); });
    input.addEventListener("input", find);
    var form = make("form", { className: "filter" }, make("div", { className: "controls" },
      make("label", {}, say("map.colour") + " ", choice), make("label", {}, say("map.find") + " ", input), larger, smaller, all));
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    place.append(form, legend, make("div", { className: "map-box" }, canvas), status, make("p", { className: "source", id: "map-keys" }, say("map.keys")));
    picture.hidden = true;
    index();
    fit();
    whole();
    restore();
    listen();
  }

  function listen() {
    // Fingers and buttons that are down, by their number, and of two of them how far apart they are.
    var fingers = new Map(), held = null, apart = 0;
    function pair() {
      var both = Array.from(fingers.values());
      return { x: (both[0].x + both[1].x) / 2, y: (both[0].y + both[1].y) / 2, apart: Math.hypot(both[0].x - both[1].x, both[0].y - both[1].y) };
    }
    function release(event) {
      fingers.delete(event.pointerId);
      // The finger that stays goes on from where it is, and is no tap any more.
      held = fingers.size === 1 ? Object.assign({ moved: 6 }, fingers.values().next().value) : null;
    }
    function at(event) {
      var box = canvas.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    }
    canvas.addEventListener("pointerdown", function (event) {
      fingers.set(event.pointerId, at(event));
      held = Object.assign({ moved: 0 }, at(event));
      if (fingers.size === 2) { held = Object.assign({ moved: 6 }, pair()); apart = held.apart; }
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", function (event) {
      var p = at(event);
      if (fingers.has(event.pointerId)) fingers.set(event.pointerId, p);
      if (fingers.size === 2) {
        p = pair();
        if (apart > 0 && p.apart > 0) zoom(p.apart / apart, p.x, p.y);
        apart = p.apart;
      }
      if (!held) { var near = nearest(p.x, p.y, 14); if (near >= 0) choose(near, true); return; }
      held.moved += Math.abs(p.x - held.x) + Math.abs(p.y - held.y);
      left += p.x - held.x;
      top += p.y - held.y;
      held.x = p.x;
      held.y = p.y;
      bounded();
      redraw();
    });
    canvas.addEventListener("pointerup", function (event) {
      var p = at(event), wasDrag = held && held.moved > 5;
      release(event);
      if (wasDrag) return;
      var near = nearest(p.x, p.y, 14);
      // With a finger the first touch names a feature, the second one opens it.
      if (near >= 0 && (event.pointerType === "mouse" || near === chosen)) location.href = points[near].r[0] + ".html";
      else if (near >= 0) choose(near);
    });
    canvas.addEventListener("pointercancel", release);
    canvas.addEventListener("wheel", function (event) {
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      var p = at(event);
      zoom(Math.exp(-event.deltaY / 300), p.x, p.y);
    }, { passive: false });
    canvas.addEventListener("keydown", function (event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      var ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (ways) {
        var next = chosen < 0 ? nearest(width / 2, height / 2, Math.max(width, height)) : beyond(chosen, ways[0], ways[1]);
        if (next >= 0) { reveal(next); choose(next); }
      } else if (event.key === "+" || event.key === "=") {
        zoom(1.6, chosen < 0 ? width / 2 : across(chosen), chosen < 0 ? height / 2 : down(chosen));
      } else if (event.key === "-" || event.key === "−") {
        zoom(1 / 1.6, chosen < 0 ? width / 2 : across(chosen), chosen < 0 ? height / 2 : down(chosen));
      } else if (event.key === "0") {
        whole();
      } else if (event.key === "Enter" && chosen >= 0) {
        location.href = points[chosen].r[0] + ".html";
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
    addEventListener("resize", function () { fit(); bounded(); whole(); });
    if (window.matchMedia) matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { colourBy(by); });
    // Paper gets the picture.
    addEventListener("beforeprint", function () { picture.hidden = false; });
    addEventListener("afterprint", function () { picture.hidden = true; });
  }

  tools.ready(function () {
    tools.load("map.js", function () {});
    tools.rows(chunks, function (table) {
      rows = table.rows;
      classes = table.classes;
      attributes = table.attributes;
      groups = table.groups;
      verdicts = table.verdicts;
      build();
    });
  });
})();
