// A list of features: found, sorted over all rows and scrolled through, with what is shown in the address. Data come as
// files of rows. Only rows near those in view are in the page.
(function () {
  "use strict";

  var tools = window.atlasTools, say = tools.say, make = tools.make, plain = tools.plain;
  var form = document.getElementById("filter"), listing = document.getElementById("listing");
  var table = listing && listing.querySelector("table");
  if (!form || !table) return;
  var input = document.getElementById("filter-text"), status = document.getElementById("filter-status");
  var box = listing.querySelector(".table"), body = table.tBodies[0], head = table.tHead.rows[0];
  var pager = document.querySelector(".pager");
  var original = Array.prototype.slice.call(body.rows);
  var chunks = Number(form.dataset.chunks);
  var rows = [], classes = [], attributes = [], groups = [], verdicts = [], isLoaded = false, requested = false, pending = null;
  var view = [], ticked = new Map(), sort = null, isVirtual = false, first = -1, last = -1, height = 34, extra = 12;
  var place = tools.here();

  function load() {
    if (requested) return;
    requested = true;
    status.textContent = say("loading");
    tools.rows(chunks, function (table) {
      rows = table.rows;
      classes = table.classes;
      attributes = table.attributes;
      groups = table.groups;
      verdicts = table.verdicts;
      isLoaded = true;
      apply(true);
      if (pending) { var turn = pending; pending = null; turn(); }
    });
  }

  // What can be compared with a number, and sorted by: value of a row, or null.
  function strongest(r) {
    var best = null;
    for (var i = 11; i < r.length; i += 3) if (r[i] !== null && (best === null || Math.abs(r[i]) > best)) best = Math.abs(r[i]);
    return best === null ? null : best * 100;
  }

  function field(index) { return function (r) { return r[index]; }; }

  var columns = {
    feature: field(0), active: field(1), density: field(2), mean: field(3), auroc: field(5), q: field(6), effect: strongest
  };
  var aliases = {
    number: "feature", "no": "feature", "#": "feature", id: "feature", share: "density", frequency: "density", examples: "active",
    count: "active", auc: "auroc", difference: "effect", strength: "mean"
  };
  [["feature", "feature"], ["active", "active"], ["density", "density"], ["mean-active", "mean"], ["auroc", "auroc"], ["q", "q"]].forEach(function (pair) {
    tools.ready(function () { aliases[plain(say(pair[0])).replace(/\s/g, "")] = pair[1]; });
  });

  // The heads in their order: key, value of a row, and whether the largest come first at the first click.
  var clearness = function (r) {
    if (r[5] === null) return null;
    var distance = Math.abs(r[5] - 0.5);
    return r[6] === null ? distance - 1 : r[6] <= 0.05 ? 2 + distance : 1 - r[6] + 1e-9 * distance;
  };
  var strengths = { proxy: 12, differs: 10, depends: 8, composition: 6, equivalent: 4, insufficient: 2 };

  function strength(r, index) { return strengths[verdicts[r[9 + 3 * index]]] || 0; }

  // Something is found: the order of these is that of the strengths.
  function isFinding(r, index) { return strength(r, index) >= strengths.composition; }

  // The attributes of the last column: that whose order the list is in, or all.
  function listed() {
    var own = attributes.indexOf(form.dataset.order.replace(/^group:/, ""));
    return form.dataset.order.indexOf("group:") === 0 && own >= 0 ? [own] : attributes.map(function (attribute, index) { return index; });
  }

  function byGroup(places) {
    return function (r) {
      return Math.max.apply(null, places.map(function (index) { return strength(r, index) + Math.min(1, Math.abs(r[11 + 3 * index] || 0)); }));
    };
  }

  function heads() {
    var list = [
      { key: "name", value: function (r) { return r[7] ? "0" + plain(r[7]) : r[8] ? "1" + plain(r[8]) : null; }, up: true },
      { key: "active", value: field(1) }, { key: "mean", value: field(3) }
    ];
    if (classes.length) {
      list.push({ key: "label", value: function (r) { return r[4] === null ? null : plain(classes[r[4]]); }, up: true },
        { key: "auroc", value: field(5) }, { key: "q", value: field(6), up: true });
    }
    var places = listed();
    if (places.length) list.push({ key: places.length === 1 ? "group:" + attributes[places[0]] : "groups", value: byGroup(places) });
    return list;
  }

  function orders() {
    var found = heads().concat([{ key: "number", value: field(0), up: true }, { key: "clearness", value: clearness }]);
    attributes.forEach(function (attribute, index) { found.push({ key: "group:" + attribute, value: byGroup([index]) }); });
    return found;
  }

  // That of the page: by label, by density, by an attribute, by number.
  function usual() {
    var id = form.dataset.order;
    if (id === "label") return { key: "clearness", up: false };
    if (id === "density") return { key: "active", up: false };
    if (id.indexOf("group:") === 0) return { key: id, up: false };
    return { key: "number", up: true };
  }

  function sorted(list, by) {
    var order = orders().filter(function (o) { return o.key === by.key; })[0];
    if (!order) return list;
    var value = order.value, sign = by.up ? 1 : -1;
    var values = list.map(value), numbers = list.map(columns.feature);
    var places = list.map(function (r, place) { return place; });
    places.sort(function (a, b) {
      var v = values[a], w = values[b];
      if (v === w) return numbers[a] - numbers[b];
      if (v === null || w === null) return v === null ? 1 : -1;
      return v < w ? -sign : sign;
    });
    return places.map(function (place) { return list[place]; });
  }

  // All words of a row, for what is no condition.
  function haystack(r) {
    if (r.words === undefined) {
      var text = r[7] + "\n" + r[8] + (r[4] === null ? "" : "\n" + classes[r[4]]);
      for (var i = 9; i < r.length; i += 3) {
        var code = verdicts[r[i]] || "untested";
        text += "\n" + code + "\n" + say("verdict." + code);
        if (r[i + 1] >= 0) text += "\n" + groups[(i - 9) / 3][r[i + 1]];
      }
      r.words = plain(text);
    }
    return r.words;
  }

  function amount(text, sign, name) {
    if (/^\d{1,3}(,\d{3})+$/.test(text)) text = text.replace(/,/g, "");
    var value = parseFloat(text.replace(",", "."));
    var isShare = name === "density" && !sign && Math.abs(value) > 1;
    return (sign && name !== "effect") || isShare ? value / 100 : value;
  }

  var NUMBER = "(-?[0-9]*[.,]?[0-9]+(?:,[0-9]{3})*)(%?)";

  function named(text) {
    var name = aliases[text] || text;
    return Object.prototype.hasOwnProperty.call(columns, name) ? name : null;
  }

  // One condition; null for one that says nothing, undefined for one that cannot be understood.
  function condition(word) {
    var match;
    if (/^[-!].+/.test(word) && !/^-[0-9.]/.test(word)) {
      var inner = condition(word.slice(1));
      return inner && function (r) { return !inner(r); };
    }
    if ((match = /^["“”「](.*?)["“”」]?$/.exec(word))) return match[1] ? contains(match[1]) : null;
    if ((match = new RegExp("^([^<>=]+?)(<=|>=|<|>|=)" + NUMBER + "(?:\\.\\.|~|-)" + NUMBER + "$").exec(word)) && match[2] === "=") {
      var between = named(match[1]);
      if (!between) return undefined;
      var sign = match[4] || match[6];
      var low = amount(match[3], sign, between), high = amount(match[5], sign, between);
      return function (r) { var x = columns[between](r); return x !== null && x >= low && x <= high; };
    }
    if ((match = new RegExp("^([^<>=]+?)(<=|>=|<|>|=)" + NUMBER + "$").exec(word))) {
      var name = named(match[1]), operator = match[2];
      if (!name) return undefined;
      var column = columns[name], value = amount(match[3], match[4], name);
      return function (r) {
        var x = column(r);
        if (x === null) return false;
        return operator === "<" ? x < value : operator === ">" ? x > value : operator === "<=" ? x <= value : operator === ">=" ? x >= value : x === value;
      };
    }
    if (/[<>=]/.test(word)) return undefined;
    if ((match = /^#?([0-9]+)(?:-|\.\.|~)([0-9]+)$/.exec(word))) {
      var from = Number(match[1]), to = Number(match[2]);
      return function (r) { return r[0] >= from && r[0] <= to; };
    }
    if ((match = /^#([0-9]+)$/.exec(word))) return function (r) { return r[0] === Number(match[1]); };
    if (/^[0-9]+$/.test(word)) return function (r) { return String(r[0]).indexOf(word) === 0; };
    return contains(word);
  }

  function contains(text) { return function (r) { return haystack(r).indexOf(text) >= 0; }; }

  // Words and conditions of a text as it was typed: full-width signs, spaces round signs, commas for points do no harm.
  function conditions(text) {
    text = plain(text).replace(/≤|=</g, "<=").replace(/≥|=>/g, ">=").replace(/==/g, "=").replace(/[−–—‐]/g, "-").replace(/[〜～]/g, "~")
      .replace(/\s*(<=|>=|<|>|=)\s*/g, "$1").replace(/([a-z]):\s*(?=[-0-9.])/g, "$1=").replace(/\s*(\.\.|~)\s*/g, "$1")
      .replace(/([0-9])\s+%/g, "$1%");
    Object.keys(columns).concat(Object.keys(aliases)).forEach(function (name) {
      if (!/^[\p{L}]+$/u.test(name)) return;
      text = text.replace(new RegExp("(^|\\s)" + name + "\\s+(?=[0-9.]+%?(\\.\\.|~|-)[0-9.])", "gu"), "$1" + name + "=");
    });
    var unknown = [], tests = [];
    (text.match(/-?["“「][^"”」]*["”」]?|\S+/g) || []).forEach(function (word) {
      word = word.replace(/[,;、]+$/, "");
      var test = word && condition(word);
      if (test === undefined) unknown.push(word); else if (test) tests.push(test);
    });
    return { tests: tests, unknown: unknown };
  }

  function control(name) { return form.elements[name]; }

  function tests() {
    var parsed = conditions(input.value), found = parsed.tests;
    attributes.forEach(function (attribute, index) {
      var select = control("verdict:" + attribute);
      if (!select || !select.value) return;
      var code = select.value === "untested" ? "" : select.value;
      found.push(function (r) { return verdicts[r[9 + 3 * index]] === code; });
    });
    if (control("label") && control("label").value) {
      var wanted = classes.indexOf(control("label").value);
      found.push(function (r) { return r[4] === wanted; });
    }
    if (control("shown") && control("shown").checked) found.push(function (r) { return r[6] !== null && r[6] <= 0.05; });
    var from = parseFloat(control("from").value), to = parseFloat(control("to").value);
    if (!isNaN(from)) found.push(function (r) { return r[2] * 100 >= from - 1e-9; });
    if (!isNaN(to)) found.push(function (r) { return r[2] * 100 <= to + 1e-9; });
    if (control("named").value) {
      var isNamed = control("named").value === "yes";
      found.push(function (r) { return Boolean(r[7]) === isNamed; });
    }
    return { tests: found, unknown: parsed.unknown };
  }

  // The address: what differs from an empty form, the order, and the row in view.
  function fields() {
    return Array.prototype.filter.call(form.elements, function (element) { return element.name; });
  }

  function state() {
    var found = new URLSearchParams();
    fields().forEach(function (element) {
      var value = element.type === "checkbox" ? (element.checked ? "1" : "") : element.value.trim();
      if (value) found.set(element.name, value);
    });
    if (sort) found.set("sort", (sort.up ? "" : "-") + sort.key);
    if (isAll) found.set("all", "1");
    return found;
  }

  var isAll = false, written = null;

  function remember() {
    var found = state();
    if (isVirtual && box.scrollTop >= height) found.set("row", String(Math.floor(box.scrollTop / height)));
    var text = found.toString();
    if (text === written) return;
    written = text;
    try { history.replaceState(null, "", text ? "#" + text : location.pathname + location.search); } catch (error) { location.replace("#" + text); }
  }

  function restore() {
    var hash = location.hash.slice(1);
    if (hash === written || hash.indexOf("=") < 0 && !isVirtual) return false;
    written = hash;
    var found = new URLSearchParams(hash.indexOf("=") < 0 ? "" : hash);
    fields().forEach(function (element) {
      var value = found.get(element.name) || "";
      if (element.type === "checkbox") element.checked = value === "1"; else element.value = value;
    });
    var by = found.get("sort");
    sort = by ? { key: by.replace(/^-/, ""), up: by[0] !== "-" } : null;
    isAll = found.get("all") === "1";
    start = Number(found.get("row")) || 0;
    return true;
  }

  var start = 0;

  // A row as the page has it without a script.
  function title(r) {
    var link = make("a", { href: r[0] + ".html" }), text = r[7] || r[8];
    if (!text) { link.textContent = r[0]; return [link]; }
    link.append(make("bdi", r[7] ? {} : { className: "made" }, text));
    return [link, " ", make("span", { className: "no" }, String(r[0]))];
  }

  function tick(number, name) {
    var mark = make("input", { type: "checkbox", className: "pick", checked: ticked.has(number), "aria-label": say("filter.tick", number) });
    mark.addEventListener("change", function () {
      if (mark.checked) ticked.set(number, name); else ticked.delete(number);
      act();
    });
    return mark;
  }

  function line(r, index) {
    var row = document.createElement("tr");
    row.setAttribute("aria-rowindex", String(index + 2));
    function cell(content, right) {
      var td = document.createElement(row.cells.length ? "td" : "th");
      if (!row.cells.length) td.scope = "row";
      if (right) td.className = "right";
      td.append.apply(td, [].concat(content));
      row.append(td);
    }
    cell([tick(r[0], r[7] || r[8])].concat(title(r)));
    cell(r[1].toLocaleString("en") + " · " + tools.percent(r[2]), true);
    cell(tools.magnitude(r[3]), true);
    if (classes.length) {
      cell(r[4] === null ? "–" : classes[r[4]]);
      cell(tools.fixed(r[5], 3), true);
      cell(tools.probability(r[6]), true);
    }
    if (attributes.length) cell(found(r));
    return row;
  }

  // What is found of the groups: of several attributes those in which something is, else what settles least.
  function found(r) {
    var places = listed(), shown = places.length === 1 ? places : places.filter(function (index) { return isFinding(r, index); });
    function verdict(index) { return verdicts[r[9 + 3 * index]] || ""; }
    if (!shown.length) {
      var codes = places.map(verdict);
      return [tools.badge(["insufficient", "", "equivalent"].filter(function (code) { return codes.indexOf(code) >= 0; })[0])];
    }
    return shown.map(function (index) {
      var group = r[10 + 3 * index], effect = r[11 + 3 * index];
      var parts = make("span", { className: "finding" }, tools.badge(verdict(index)));
      parts.append((group >= 0 ? " " + groups[index][group] : "") + (effect === null ? "" : " " + tools.fixed(effect * 100, 1, true)) + " ");
      return parts;
    });
  }

  function gap(count) {
    var td = make("td", { colSpan: head.cells.length }), row = make("tr", { className: "gap", "aria-hidden": "true" }, td);
    td.style.height = count * height + "px";
    return row;
  }

  // Draws the rows near the view, if they are not there.
  function draw(isForced) {
    if (!isVirtual) return;
    var top = Math.floor(box.scrollTop / height), count = Math.ceil(box.clientHeight / height) || 30;
    if (!isForced && first >= 0 && top >= first + (first > 0 ? 3 : 0) && top + count <= last - (last < view.length ? 3 : 0)) return;
    first = Math.max(0, top - extra);
    last = Math.min(view.length, top + count + extra);
    var lines = view.slice(first, last).map(function (r, index) { return line(r, first + index); });
    if (first > 0) lines.unshift(gap(first));
    if (last < view.length) lines.push(gap(view.length - last));
    var hadFocus = body.contains(document.activeElement);
    body.replaceChildren.apply(body, lines);
    if (hadFocus) box.focus({ preventScroll: true });
  }

  // Columns keep the widths that the whole table had, so that nothing moves while rows come and go.
  function lock() {
    var widths = Array.prototype.map.call(head.cells, function (cell) { return Math.ceil(cell.getBoundingClientRect().width); });
    // Names leave room for what is said of them.
    widths[0] = Math.max(170, Math.min(widths[0], Math.round(box.clientWidth * 0.45)));
    Array.prototype.forEach.call(head.cells, function (cell, index) { cell.style.width = widths[index] + "px"; });
    listing.classList.add("virtual");
    box.classList.add("rows");
    if (pager) pager.hidden = true;
    isVirtual = true;
  }

  function unlock() {
    Array.prototype.forEach.call(head.cells, function (cell) { cell.style.width = ""; });
    listing.classList.remove("virtual");
    box.classList.remove("rows");
    table.removeAttribute("aria-rowcount");
    if (pager) pager.hidden = false;
    isVirtual = false;
    first = last = -1;
    body.replaceChildren.apply(body, original);
    original.forEach(function (row) {
      var mark = row.querySelector(".pick");
      if (mark) mark.checked = ticked.has(parseInt(row.querySelector("a").getAttribute("href"), 10));
    });
  }

  function show(index) {
    box.scrollTop = index * height;
    draw(true);
  }

  // isFirst: what the address says has just been taken over.
  function apply(isFirst) {
    if (!isLoaded) { load(); return; }
    marks();
    var wanted = tests();
    var isPlain = !wanted.tests.length && !sort && !isAll;
    if (isPlain && !wanted.unknown.length) {
      if (isVirtual) unlock();
      status.textContent = "";
      remember();
      return;
    }
    var found = wanted.tests.length ? rows.filter(function (r) { return wanted.tests.every(function (test) { return test(r); }); }) : rows;
    view = sorted(found, sort || usual());
    if (!isVirtual) lock();
    table.setAttribute("aria-rowcount", String(view.length + 1));
    status.textContent = (view.length ? say("matches", view.length.toLocaleString("en"), rows.length.toLocaleString("en")) : say("no-matches"))
      + (wanted.unknown.length ? " " + say("filter.unknown", wanted.unknown.join(", ")) : "");
    show(isFirst ? Math.min(start, Math.max(0, view.length - 1)) : 0);
    start = 0;
    remember();
  }

  // Heads sort all rows.
  function marks() {
    var list = heads();
    Array.prototype.forEach.call(head.cells, function (cell, index) {
      var isBy = sort && list[index] && sort.key === list[index].key;
      if (isBy) cell.setAttribute("aria-sort", sort.up ? "ascending" : "descending"); else cell.removeAttribute("aria-sort");
    });
  }

  Array.prototype.forEach.call(head.cells, function (cell, index) {
    var button = make("span", { role: "button", tabIndex: 0 });
    while (cell.firstChild) button.append(cell.firstChild);
    cell.append(button);
    cell.classList.add("sortable");
    function turn() {
      if (!isLoaded) {
        pending = turn;
        load();
        return;
      }
      var by = heads()[index], isUp = Boolean(by.up);
      sort = { key: by.key, up: sort && sort.key === by.key ? !sort.up : isUp };
      apply(false);
    }
    button.addEventListener("click", turn);
    button.addEventListener("keydown", function (event) {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      turn();
    });
  });

  // What can be done with the rows that are ticked.
  var bar = make("p", { className: "picked", hidden: true }), count = make("span"), compare = make("a", { className: "go" }, "");
  var keep = null;

  function items() {
    return Array.from(ticked.keys()).map(function (number) { return { d: place.d, c: place.c, f: number, n: ticked.get(number), t: "" }; });
  }

  function act() {
    var chosen = items();
    bar.hidden = !chosen.length;
    count.textContent = say("filter.ticked", chosen.length);
    compare.hidden = chosen.length !== 2;
    if (chosen.length === 2) compare.href = tools.compareLink(chosen[0], chosen[1]);
    keep.update();
  }

  tools.ready(function () {
    keep = tools.keeper(items, null);
    compare.textContent = say("compare.two");
    var untick = make("button", { type: "button" }, say("filter.untick"));
    untick.addEventListener("click", function () {
      ticked.clear();
      listing.querySelectorAll(".pick").forEach(function (mark) { mark.checked = false; });
      act();
    });
    bar.append(count, " ", compare, " ", keep, " ", untick, " ", make("a", { href: tools.root + "lists.html" }, say("mine.open")));
    listing.before(bar);
    original.forEach(function (row) {
      var link = row.querySelector("a"), name = row.querySelector("bdi");
      row.cells[0].prepend(tick(parseInt(link.getAttribute("href"), 10), name ? name.textContent : ""));
    });
    form.hidden = false;
    if (restore()) load();
  });

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var link = body.querySelector("a");
    if (document.activeElement === input && input.value.trim() && link) location.href = link.href;
  });
  form.addEventListener("reset", function () {
    sort = null;
    isAll = false;
    setTimeout(function () { apply(false); }, 0);
  });
  document.getElementById("filter-all").addEventListener("click", function () {
    isAll = true;
    apply(false);
  });
  form.addEventListener("focusin", load);
  form.addEventListener("input", function () { apply(false); });
  form.addEventListener("change", function (event) { if (event.target.tagName === "SELECT" || event.target.type === "checkbox") apply(false); });

  var waiting = false, timer = null;
  box.addEventListener("scroll", function () {
    if (!isVirtual) return;
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(function () { waiting = false; draw(false); });
    }
    clearTimeout(timer);
    timer = setTimeout(remember, 250);
  }, { passive: true });
  addEventListener("resize", function () { draw(true); });
  addEventListener("hashchange", function () { if (restore()) apply(true); });
  // Paper gets the beginning of what is shown.
  addEventListener("beforeprint", function () {
    if (!isVirtual) return;
    body.replaceChildren.apply(body, view.slice(0, 200).map(line));
  });
  addEventListener("afterprint", function () { draw(true); });
})();
