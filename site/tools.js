// What the lists, the comparison, the map and the pages of features share: words, scripts of data, lists of one's own.
(function () {
  "use strict";

  var source = document.querySelector('script[src$="theme/atlas.js"]').getAttribute("src");
  var root = source.slice(0, source.length - "theme/atlas.js".length);
  var words = null, site = "", waiting = [], scripts = {};

  // Loads a script once, then calls back, whether it came or not.
  function load(path, done) {
    var entry = scripts[path];
    if (entry) {
      if (entry === true) done(); else entry.push(done);
      return;
    }
    scripts[path] = [done];
    var script = document.createElement("script");
    script.src = path;
    script.async = false;
    script.onload = script.onerror = function () {
      var callbacks = scripts[path];
      scripts[path] = true;
      callbacks.forEach(function (callback) { callback(); });
    };
    document.head.appendChild(script);
  }

  // The rows of a list, from files that each call atlasRows; calls back with all of them together.
  function rows(chunks, done) {
    var table = null, come = 0;
    window.atlasRows = function (data) {
      if (table) Array.prototype.push.apply(table.rows, data.rows); else table = data;
      come += 1;
      if (come === chunks) done(table);
    };
    for (var i = 0; i < chunks; i++) load("features-" + i + ".js", function () {});
  }

  window.atlasWords = function (title, texts) {
    site = title;
    words = texts;
  };

  function say(key) {
    var values = arguments;
    return String((words && words[key]) || key).replace(/\{(\d)\}/g, function (all, index) {
      var value = values[Number(index) + 1];
      return value === undefined ? all : value;
    });
  }

  function ready(callback) {
    if (waiting) waiting.push(callback); else callback();
  }

  // An element with properties, and what lies in it: texts and elements.
  function make(name, properties) {
    var element = document.createElement(name);
    Object.keys(properties || {}).forEach(function (key) {
      if (key in element && key !== "list" && key !== "form") element[key] = properties[key]; else element.setAttribute(key, properties[key]);
    });
    for (var i = 2; i < arguments.length; i++) {
      if (arguments[i] !== null) element.append(arguments[i]);
    }
    return element;
  }

  // Numbers as the pages write them.
  function fixed(value, digits, sign) {
    if (value === null || value === undefined) return "–";
    var text = Math.abs(value).toFixed(digits);
    if (Math.abs(value) >= 999.5) text = Number(text).toLocaleString("en", { minimumFractionDigits: digits });
    if (value < 0 && Number(text) !== 0) return "−" + text;
    return (sign && value > 0 && Number(text) !== 0 ? "+" : "") + text;
  }

  function percent(value) {
    if (value === null || value === undefined) return "–";
    var p = value * 100;
    return p !== 0 && p < 0.005 ? "<0.01%" : p.toFixed(p !== 0 && p < 1 ? 2 : 1) + "%";
  }

  function magnitude(value) {
    if (value === null || value === undefined) return "–";
    var size = Math.abs(value);
    if (value === 0) return "0";
    if (size >= 999999.5 || size < 0.009995) {
      return (value < 0 ? "−" : "") + size.toExponential(2).replace("e+", "e").replace("e-", "e−");
    }
    return fixed(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : 4);
  }

  function probability(value) {
    return value !== null && value !== undefined && value < 0.0005 ? "<0.001" : fixed(value, 3);
  }

  function badge(code) {
    return make("span", { className: "badge " + (code || "untested") }, say("verdict." + (code || "untested")));
  }

  // Full-width letters and digits mean the same as others.
  function plain(text) { return (/[^\x00-\x7f]/.test(text) ? text.normalize("NFKC") : text).toLowerCase(); }

  // Lists of one's own: {lists: [{name, items: [{d, c, f, n, t}]}], current}; folders of data set and checkpoint, number, title, note.
  var mine = { lists: [], current: 0 }, isBlocked = false;

  function key() { return "feature-atlas: " + site; }

  function cleaned(data) {
    var lists = (data && Array.isArray(data.lists) ? data.lists : []).filter(function (list) {
      return list && typeof list.name === "string" && Array.isArray(list.items);
    }).map(function (list) {
      return {
        name: list.name,
        items: list.items.filter(function (item) {
          return item && typeof item.d === "string" && typeof item.c === "string" && Number.isInteger(item.f) && item.f >= 0;
        }).map(function (item) { return { d: item.d, c: item.c, f: item.f, n: String(item.n || ""), t: String(item.t || "") }; })
      };
    });
    if (!lists.length) lists.push({ name: say("mine.first"), items: [] });
    var current = data && Number.isInteger(data.current) ? data.current : 0;
    return { lists: lists, current: current >= 0 && current < lists.length ? current : 0 };
  }

  function read() {
    var text = null;
    try { text = localStorage.getItem(key()); } catch (error) { isBlocked = true; }
    if (isBlocked) { mine = cleaned(mine); return; }
    try { mine = cleaned(JSON.parse(text)); } catch (error) { mine = cleaned(null); }
  }

  function write() {
    if (isBlocked) return;
    try { localStorage.setItem(key(), JSON.stringify(mine)); } catch (error) { isBlocked = true; }
  }

  function same(a, b) { return a.d === b.d && a.c === b.c && a.f === b.f; }

  var own = {
    data: function () { return mine; },
    current: function () { return mine.lists[mine.current]; },
    isBlocked: function () { return isBlocked; },
    read: read,
    write: write,
    holds: function (item) { return own.current().items.some(function (other) { return same(item, other); }); },
    // Of the list as it is now: another window may have changed it.
    add: function (items) {
      read();
      items.forEach(function (item) { if (!own.holds(item)) own.current().items.push(item); });
      write();
    },
    remove: function (item) {
      read();
      own.current().items = own.current().items.filter(function (other) { return !same(item, other); });
      write();
    }
  };

  // A cell that a spreadsheet would take for a formula begins with an apostrophe.
  function cell(value) {
    var text = String(value);
    if (/^[=+\-@\t\r]/.test(text) && !/^-?[0-9.]+$/.test(text)) text = "'" + text;
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function csv(rows) { return rows.map(function (row) { return row.map(cell).join(","); }).join("\r\n") + "\r\n"; }

  // Rows of a CSV text; the apostrophes of `cell` are taken away.
  function parse(text) {
    var rows = [], row = [], value = "", isQuoted = false, i = 0;
    text = text.replace(/^\ufeff/, "");
    function end() {
      row.push(/^'[=+\-@\t\r]/.test(value) ? value.slice(1) : value);
      value = "";
    }
    for (; i < text.length; i++) {
      var c = text[i];
      if (isQuoted) {
        if (c !== '"') value += c; else if (text[i + 1] === '"') { value += c; i++; } else isQuoted = false;
      } else if (c === '"' && !value) {
        isQuoted = true;
      } else if (c === ",") {
        end();
      } else if (c === "\n" || c === "\r") {
        if (c === "\r" && text[i + 1] === "\n") i++;
        end();
        rows.push(row);
        row = [];
      } else {
        value += c;
      }
    }
    if (value || row.length) { end(); rows.push(row); }
    return rows.filter(function (line) { return line.length > 1 || line[0]; });
  }

  // Folders of data sets and checkpoints with their names and features, from the scripts of the search.
  function parts(done) {
    var found = [];
    if (!window.atlasSearch) {
      window.atlasSearch = {
        parts: function (data) {
          found = data.map(function (p) {
            var last = 0, folder = p[2].split("/");
            return { dataset: p[0], checkpoint: p[1], folder: p[2], d: decodeURIComponent(folder[1]), c: decodeURIComponent(folder[2]),
              features: p[4].map(function (step) { return (last += step); }) };
          });
          window.atlasTools.found = found;
        },
        entries: function () {}, terms: function () {}
      };
    }
    load(root + "search/parts.js", function () { done(window.atlasTools.found || []); });
  }

  function folder(item) { return "features/" + encodeURIComponent(item.d) + "/" + encodeURIComponent(item.c) + "/"; }

  // The feature that an address of the site names, or null.
  function here(path) {
    var match = /\/?features\/([^/]+)\/([^/]+)\/([0-9]*)[^/]*$/.exec(path || location.pathname);
    if (!match) return null;
    try {
      return { d: decodeURIComponent(match[1]), c: decodeURIComponent(match[2]), f: match[3] === "" ? -1 : Number(match[3]), n: "", t: "" };
    } catch (error) {
      return null;
    }
  }

  function name(item) { return encodeURIComponent(item.d) + "/" + encodeURIComponent(item.c) + "/" + item.f; }

  function compareLink(a, b) { return root + "compare.html#a=" + name(a) + (b ? "&b=" + name(b) : ""); }

  // A button that keeps features in the current list, or takes a single one out again.
  function keeper(items, changed) {
    var button = make("button", { type: "button", className: "keep" });
    function show() {
      var chosen = items();
      var isIn = chosen.length === 1 && own.holds(chosen[0]);
      button.textContent = say(isIn ? "mine.drop" : "mine.keep", own.current().name);
      button.setAttribute("aria-pressed", String(isIn));
    }
    button.addEventListener("click", function () {
      var chosen = items();
      if (chosen.length === 1 && own.holds(chosen[0])) own.remove(chosen[0]); else own.add(chosen);
      show();
      if (changed) changed();
    });
    show();
    button.update = show;
    return button;
  }

  window.atlasTools = {
    root: root, load: load, rows: rows, say: say, ready: ready, make: make, fixed: fixed, percent: percent, magnitude: magnitude,
    probability: probability, badge: badge, plain: plain, own: own, csv: csv, parse: parse, parts: parts, folder: folder,
    here: here, name: name, compareLink: compareLink, keeper: keeper, site: function () { return site; }
  };

  load(root + "tools/words.js", function () {
    read();
    var callbacks = waiting;
    waiting = null;
    callbacks.forEach(function (callback) { callback(); });
  });

  // On the page of a feature: keep it, compare it, and compare it with each of its neighbours.
  ready(function () {
    var item = here(), heading = document.querySelector("main h1");
    if (!item || item.f < 0 || !heading || document.getElementById("map")) return;
    item.n = heading.textContent.trim();
    var bar = make("p", { className: "tools" }, keeper(function () { return [item]; }), " ",
      make("a", { href: compareLink(item) }, say("compare.with")), " ", make("a", { href: root + "lists.html" }, say("mine.open")));
    heading.after(bar);
    var near = document.getElementById("neighbours");
    if (!near) return;
    near.parentElement.querySelectorAll("a[href]").forEach(function (link) {
      if (!/^[0-9]+\.html$/.test(link.getAttribute("href")) || !link.closest("td, th, li")) return;
      var other = { d: item.d, c: item.c, f: parseInt(link.getAttribute("href"), 10) };
      link.closest("td, th, li").append(" ", make("a", {
        className: "beside-it", href: compareLink(item, other), title: say("compare.two"),
        "aria-label": say("compare.two") + ": " + item.f + ", " + other.f
      }, "⇄"));
    });
  });
})();
