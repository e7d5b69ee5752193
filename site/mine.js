// Lists of one's own: shown, changed, saved as CSV and read again.
(function () {
  "use strict";

  var tools = window.atlasTools, say = tools.say, make = tools.make, own = tools.own;
  var place = document.getElementById("mine");
  if (!place) return;
  var parts = [], message = "";
  var HEAD = ["list", "dataset", "checkpoint", "feature", "name", "note"];

  function part(d, c) { return parts.filter(function (p) { return p.d === d && p.c === c; })[0] || null; }

  // As a CSV file; folders are written as the names of data set and checkpoint.
  function text() {
    var rows = [HEAD];
    own.data().lists.forEach(function (list) {
      list.items.forEach(function (item) {
        var p = part(item.d, item.c);
        rows.push([list.name, p ? p.dataset : item.d, p ? p.checkpoint : item.c, item.f, item.n, item.t]);
      });
    });
    return tools.csv(rows);
  }

  function save() {
    var address = URL.createObjectURL(new Blob(["\ufeff" + text()], { type: "text/csv" }));
    var link = make("a", { href: address, download: "features.csv" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
  }

  function read(content) {
    var rows = tools.parse(content), head = rows.length ? rows[0].map(function (name) { return name.trim().toLowerCase(); }) : [];
    var at = HEAD.map(function (name) { return head.indexOf(name); }), taken = 0, left = 0;
    if (at[1] < 0 || at[2] < 0 || at[3] < 0) { message = say("mine.was-read", 0, rows.length); return show(); }
    own.read();
    rows.slice(1).forEach(function (row) {
      function value(column) { return at[column] >= 0 && row[at[column]] !== undefined ? row[at[column]] : ""; }
      var p = parts.filter(function (p) { return (p.dataset === value(1) || p.d === value(1)) && (p.checkpoint === value(2) || p.c === value(2)); })[0];
      if (!p || !/^[0-9]{1,9}$/.test(value(3)) || p.features.indexOf(Number(value(3))) < 0) { left += 1; return; }
      var name = value(0) || own.current().name, data = own.data();
      var list = data.lists.filter(function (l) { return l.name === name; })[0];
      if (!list) data.lists.push((list = { name: name, items: [] }));
      var number = Number(value(3));
      var known = list.items.filter(function (item) { return item.d === p.d && item.c === p.c && item.f === number; })[0];
      if (known) known.t = value(5) || known.t; else list.items.push({ d: p.d, c: p.c, f: number, n: value(4), t: value(5) });
      taken += 1;
    });
    own.write();
    message = say("mine.was-read", taken, left);
    show();
  }

  function controls() {
    var data = own.data(), form = make("form", { className: "filter" }), select = make("select", { id: "mine-list" });
    data.lists.forEach(function (list, index) { select.append(new Option(list.name, String(index))); });
    select.selectedIndex = data.current;
    select.addEventListener("change", function () { own.read(); own.data().current = select.selectedIndex; own.write(); show(); });
    var name = make("input", { type: "text", maxLength: 80, id: "mine-new" });
    var remove = make("button", { type: "button" }, say("mine.delete"));
    remove.addEventListener("click", function () {
      own.read();
      own.data().lists.splice(own.data().current, 1);
      own.data().current = 0;
      own.write();
      own.read();
      show();
    });
    var file = make("input", { type: "file", accept: ".csv,text/csv", id: "mine-file" });
    file.addEventListener("change", function () {
      if (!file.files.length || file.files[0].size > 8000000) return;
      file.files[0].text().then(read);
    });
    var out = make("button", { type: "button", id: "mine-save" }, say("mine.save"));
    out.addEventListener("click", save);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var text = name.value.trim();
      if (!text) return;
      own.read();
      own.data().lists.push({ name: text, items: [] });
      own.data().current = own.data().lists.length - 1;
      own.write();
      show();
    });
    form.append(make("div", { className: "controls" },
      make("label", {}, say("mine.list") + " ", select), make("label", {}, say("mine.new") + " ", name), make("button", { type: "submit" }, say("mine.make")),
      remove, out, make("label", {}, say("mine.read") + " ", file)),
    make("p", { className: "status", role: "status" }, message + (own.isBlocked() ? " " + say("mine.blocked") : "")));
    return form;
  }

  function rows() {
    var list = own.current();
    if (!list.items.length) return make("p", {}, say("mine.empty", list.name));
    var head = make("tr"), body = make("tbody");
    [say("feature"), say("compare.part"), say("mine.note"), ""].forEach(function (text) { head.append(text ? make("th", { scope: "col" }, text) : make("td")); });
    list.items.forEach(function (item) {
      var p = part(item.d, item.c);
      var note = make("input", { type: "text", value: item.t, maxLength: 400, "aria-label": say("mine.note") + ": " + item.f });
      note.addEventListener("change", function () {
        var value = note.value;
        own.read();
        own.current().items.forEach(function (other) { if (other.d === item.d && other.c === item.c && other.f === item.f) other.t = value; });
        own.write();
      });
      var drop = make("button", { type: "button", "aria-label": say("mine.drop", list.name) + ": " + item.f }, "×");
      drop.addEventListener("click", function () { own.remove(item); show(); });
      body.append(make("tr", {},
        make("th", { scope: "row" }, make("a", { href: tools.root + tools.folder(item) + item.f + ".html" }, make("bdi", {}, item.n || say("feature") + " " + item.f)),
          " ", make("span", { className: "no" }, String(item.f))),
        make("td", {}, p ? p.dataset + " · " + p.checkpoint : item.d + " · " + item.c), make("td", {}, note), make("td", {}, drop)));
    });
    var caption = list.name + ": " + say("mine.kept", list.items.length);
    var pair = list.items.length === 2 ? make("p", {}, make("a", { href: tools.compareLink(list.items[0], list.items[1]) }, say("compare.two"))) : null;
    return make("div", {}, make("div", { className: "table", role: "group", tabIndex: 0, "aria-label": caption },
      make("table", {}, make("caption", {}, caption), make("thead", {}, head), body)), pair);
  }

  function show() { place.replaceChildren(controls(), rows()); }

  // For tests, and for those who read the lists from a script.
  tools.ownText = text;
  tools.ownRead = read;

  tools.ready(function () {
    tools.parts(function (found) {
      parts = found;
      show();
    });
  });
})();
