// The page of modnn report: everything is drawn from the JSON in the page by d3 3.
"use strict";
var data = JSON.parse(document.getElementById("data").textContent);
var LANES = ["processor", "radio"];
var LOOK = {compute: ["computing", data.colours[0]], page_in: ["paging", data.colours[4]], wakeup: ["radio wake-up", data.colours[1]],
            transmit: ["transmitting", data.colours[5]], receive: ["receiving", data.colours[2]]};
var digits = function (value, count) { return String(Number(value.toPrecision(count))); };
var seconds = function (value) { return digits(value, 4); }, words = function (text) { return String(text).replace(/_/g, " "); };

function bytes(value) {
  var prefix = value >= 1e6 ? [1e6, " MB"] : value >= 1e3 ? [1e3, " kB"] : [1, " B"];
  return digits(value / prefix[0], 4) + prefix[1];
}

function place(id, text) {
  var element = d3.select(id);
  element.selectAll("*").remove();
  element.text(text || "");
  return element;
}

function rgba(colour, alpha) {
  var rgb = d3.rgb(colour);
  return "rgba(" + [rgb.r, rgb.g, rgb.b, alpha].join(",") + ")";
}

function phoneColour(i) { return d3.scale.category10().range()[i % 10]; }

function canvas(id, width, height) {
  return place(id).append("svg").attr("viewBox", "0 0 " + width + " " + height).style("width", "100%").attr("preserveAspectRatio", "xMinYMin");
}

// Timeline

function detail(point, i) {
  var slice = point.slices[i], message = slice[7] >= 0 ? point.messages[slice[7]] : null, why = slice[8] >= 0 ? point.slices[slice[8]] : null;
  var text = words(point.phones[slice[0]]) + ", " + LANES[slice[1]] + ": " + LOOK[slice[2]][0] + " for " + slice[3] +
    (slice[4] === null ? "" : ", image " + slice[4]) + ", " + seconds(slice[6]) + " s from " + seconds(slice[5]) + " s on. ";
  if (message) text += words(message[3]) + " of " + bytes(message[4]) + " from " + words(point.phones[message[0]]) + " to " +
    words(point.phones[message[1]]) + ", under way " + seconds(message[6] - message[5]) + " s. ";
  if (why) {
    var gap = slice[5] - why[5] - why[6];
    text += "It began " + (gap > 1e-6 ? seconds(gap) + " s after" : "when") + " " + words(point.phones[why[0]]) + " had ended " +
      LOOK[why[2]][0] + " for " + why[3] + ". ";
  } else text += "Nothing came before it. ";
  return text + (slice[9] ? "It is on the critical path." : "");
}

function timeline(point) {
  if (!point.slices) return place("#timeline", "This point has no trace: modnn run --trace writes one.");
  var left = 150, width = 1160, row = 17, height = point.phones.length * (2 * row + 6) + 30;
  var svg = canvas("#timeline", width, height);
  svg.append("clipPath").attr("id", "clip").append("rect").attr({x: left, y: 0, width: width - left, height: height});
  var x = d3.scale.linear().domain([0, point.makespan_s]).range([left, width - 10]);
  var y = function (slice) { return slice[0] * (2 * row + 6) + slice[1] * row; };
  point.phones.forEach(function (phone, i) {
    LANES.forEach(function (lane, j) {
      svg.append("text").attr({x: 4, y: i * (2 * row + 6) + j * row + 13}).text((j ? "" : words(phone) + " ") + lane);
    });
  });
  var drawing = svg.append("g").attr("clip-path", "url(#clip)");
  var catcher = drawing.append("rect").attr({x: left, y: 0, width: width - left, height: height, fill: "white", opacity: 0});
  var slices = drawing.selectAll(".slice").data(point.slices).enter().append("rect").attr("class", "slice")
    .attr("y", y).attr("height", row - 2).attr("fill", function (slice) { return LOOK[slice[2]][1]; })
    .on("click", function (slice, i) {
      slices.classed("chosen", false);
      d3.select(this).classed("chosen", true);
      place("#slice", detail(point, i));
    });
  var chain = point.slices.filter(function (slice) { return slice[9]; });
  var path = drawing.append("path").attr("class", "path"), jumps = drawing.append("path").attr("class", "path jumps");
  var axis = svg.append("g").attr("class", "axis").attr("transform", "translate(0," + (height - 26) + ")");
  var ticks = d3.svg.axis().scale(x).orient("bottom").ticks(10).tickFormat(function (value) { return value + " s"; });
  function draw() {
    slices.attr("x", function (slice) { return x(slice[5]); })
      .attr("width", function (slice) { return Math.max(0.5, x(slice[5] + slice[6]) - x(slice[5])); });
    var spans = chain.map(function (slice) {
      var level = y(slice) + row / 2 - 1;
      return [x(slice[5]) + "," + level, x(slice[5] + slice[6]) + "," + level];
    });
    path.attr("d", spans.map(function (span) { return "M" + span.join("L"); }).join(""));
    jumps.attr("d", d3.pairs(spans).map(function (pair) { return "M" + pair[0][1] + "L" + pair[1][0]; }).join(""));
    axis.call(ticks);
  }
  drawing.call(d3.behavior.zoom().x(x).scaleExtent([1, 5000]).on("zoom", draw));
  draw();
}

// Layers and phones

function heat(table, most) {
  table.selectAll("td.cell").style("background", function () {
    var value = +this.getAttribute("data-value");
    return value > 0 ? rgba(data.colours[1], 0.1 + 0.7 * value / most) : null;
  });
}

function layers(point) {
  if (!point.slices) return place("#layers", "This point has no trace.");
  var busy = {}, order = [], most = 0;
  point.slices.forEach(function (slice) {
    if (!busy[slice[3]]) { busy[slice[3]] = point.phones.map(function () { return [0, 0]; }); order.push(slice[3]); }
    var cell = busy[slice[3]][slice[0]];
    cell[0] += slice[6];
    cell[1] += slice[9] ? slice[6] : 0;
    most = Math.max(most, cell[0]);
  });
  var table = place("#layers").append("table"), head = table.append("tr");
  ["layer"].concat(point.phones.map(words)).forEach(function (name) { head.append("th").text(name); });
  order.forEach(function (layer) {
    var row = table.append("tr");
    row.append("td").text(layer);
    busy[layer].forEach(function (cell) {
      row.append("td").attr("class", "cell").attr("data-value", cell[0])
        .text(cell[0] ? seconds(cell[0]) + (cell[1] ? " (" + seconds(cell[1]) + ")" : "") : "");
    });
  });
  heat(table, most);
}

// Points side by side

function half(values, mean) {
  if (values.length < 2) return 0;
  var squares = d3.sum(values, function (value) { return (value - mean) * (value - mean); });
  var t = values.length - 1 <= data.t95.length ? data.t95[values.length - 2] : 1.96 + 2.37 / (values.length - 1);
  return t * Math.sqrt(squares / (values.length - 1) / values.length);
}

function means(metric, x, series) {
  var columns = data.table.settings.concat(data.table.metrics), at = columns.indexOf(metric), along = columns.indexOf(x), by = columns.indexOf(series);
  var lines = d3.nest().key(function (row) { return by < 0 ? "" : String(row[by]); }).key(function (row) { return String(row[along]); })
    .entries(data.table.rows.filter(function (row) { return row[at] !== null; }));
  lines.forEach(function (line) {
    line.values.forEach(function (group) {
      var values = group.values.map(function (row) { return row[at]; });
      group.x = group.values[0][along];
      group.mean = d3.mean(values);
      group.half = half(values, group.mean);
      group.count = values.length;
    });
  });
  return lines;
}

function chart() {
  var metric = d3.select("#metric").property("value"), x = d3.select("#x").property("value"), series = d3.select("#series").property("value");
  var lines = means(metric, x, series), groups = d3.merge(lines.map(function (line) { return line.values; }));
  var svg = canvas("#chart", 900, 320), left = 70, bottom = 280;
  var numeric = groups.every(function (group) { return typeof group.x === "number"; });
  var across = numeric ? d3.scale.linear().domain(d3.extent(groups, function (group) { return group.x; })).range([left + 15, 640])
                       : d3.scale.ordinal().domain(groups.map(function (group) { return group.x; })).rangePoints([left, 640], 1);
  var up = d3.scale.linear().domain([Math.min(0, d3.min(groups, function (group) { return group.mean - group.half; })),
                                     d3.max(groups, function (group) { return group.mean + group.half; })]).nice().range([bottom, 15]);
  svg.append("g").attr("class", "axis").attr("transform", "translate(0," + bottom + ")")
    .call(d3.svg.axis().scale(across).orient("bottom").tickValues(numeric ? d3.set(groups.map(function (g) { return g.x; })).values().slice(0, 12).map(Number) : null)
      .tickFormat(function (value) { return numeric ? digits(value, 4) : words(value).slice(0, 16); }));
  svg.append("g").attr("class", "axis").attr("transform", "translate(" + left + ",0)").call(d3.svg.axis().scale(up).orient("left").ticks(6));
  svg.append("text").attr({x: 640, y: bottom + 34, "text-anchor": "end"}).text(data.table.units[x]);
  svg.append("text").attr({x: 4, y: 10}).text(data.table.units[metric]);
  lines.forEach(function (line, i) {
    var colour = phoneColour(i), dash = ["", "6,3", "2,3", "8,3,2,3"][i % 4];
    if (numeric) line.values.sort(function (a, b) { return a.x - b.x; });
    svg.append("path").attr({fill: "none", stroke: colour, "stroke-width": 1.8, "stroke-dasharray": dash})
      .attr("d", d3.svg.line().x(function (group) { return across(group.x); }).y(function (group) { return up(group.mean); })(line.values));
    line.values.forEach(function (group) {
      svg.append("line").attr({stroke: colour, x1: across(group.x), x2: across(group.x), y1: up(group.mean - group.half), y2: up(group.mean + group.half)});
      svg.append("circle").attr({"class": "mean", cx: across(group.x), cy: up(group.mean), r: 3.5, fill: colour})
        .append("title").text(digits(group.mean, 6) + " of " + group.count + " points");
    });
    svg.append("text").attr({x: 655, y: 24 + 16 * i, fill: colour}).text(words(line.key).slice(0, 40));
  });
  var most = d3.max(groups, function (group) { return group.count; });
  place("#chart_words", most > 1 ? "Means of up to " + most + " points that have these settings, with 95 % intervals; they differ in what is in no menu."
                                 : "Each mark is one point.");
}

// Regions

function rectangles(svg, boxes, scale, look) {
  boxes.forEach(function (box) {
    svg.append("rect").attr(look).attr({x: 10 + scale * box[2], y: 10 + scale * box[0], width: scale * (box[3] - box[2]), height: scale * (box[1] - box[0])});
  });
}

function map(point) {
  if (!point.stages.length) { place("#layer_name", point.no_map); place("#map"); return; }
  var slider = d3.select("#layer").attr("max", point.stages.length - 1), stage = point.stages[+slider.property("value")] || point.stages[0];
  var all = d3.merge(stage.tasks.map(function (task) { return task.owns; }));
  var high = d3.max(all, function (box) { return box[1]; }), wide = d3.max(all, function (box) { return box[3]; });
  place("#layer_name", stage.layer + ", " + high + " x " + wide);
  var scale = 300 / Math.max(high, wide), svg = canvas("#map", 900, 330), phones = [];
  function index(phone) { if (phones.indexOf(phone) < 0) phones.push(phone); return phones.indexOf(phone); }
  stage.tasks.forEach(function (task) {
    rectangles(svg, task.owns, scale, {"class": "region", fill: rgba(phoneColour(index(task.phone)), 0.45), stroke: "#555"});
  });
  (stage.reads || []).forEach(function (read) {
    rectangles(svg, read.boxes, scale, {"class": "halo", fill: "none", stroke: phoneColour(index(read.phone)), "stroke-width": 2, "stroke-dasharray": "5,3"});
  });
  phones.forEach(function (phone, i) {
    svg.append("rect").attr({x: 340, y: 12 + 18 * i, width: 12, height: 12, fill: phoneColour(i)});
    svg.append("text").attr({x: 358, y: 22 + 18 * i}).text(words(phone));
  });
}

// Traffic

function traffic(point) {
  if (!point.messages) return place("#traffic", "This point has no trace.");
  var sums = point.phones.map(function () { return point.phones.map(function () { return [0, 0]; }); }), most = 0;
  point.messages.forEach(function (message) {
    var cell = sums[message[0]][message[1]];
    cell[0] += message[4];
    cell[1] += 1;
    most = Math.max(most, cell[0]);
  });
  var table = place("#traffic").append("table"), head = table.append("tr");
  ["from \\ to"].concat(point.phones.map(words)).forEach(function (name) { head.append("th").text(name); });
  sums.forEach(function (line, i) {
    var row = table.append("tr");
    row.append("td").text(words(point.phones[i]));
    line.forEach(function (cell) {
      row.append("td").attr("class", "cell").attr("data-value", cell[0]).text(cell[1] ? bytes(cell[0]) + " in " + cell[1] : "");
    });
  });
  heat(table, most);
}

// Menus

function options(id, values, chosen, then) {
  var menu = d3.select(id).on("change", then);
  menu.selectAll("option").data(values).enter().append("option").attr("value", function (value) { return value[0]; })
    .property("selected", function (value) { return value[0] === chosen; }).text(function (value) { return value[1]; });
}

function chosenPoint() { return data.points[+d3.select("#point").property("value")]; }

function show() {
  var point = chosenPoint();
  if (!point) return;
  [timeline, layers, map, traffic].forEach(function (draw) { draw(point); });
}

var legend = d3.select("#legend");
Object.keys(LOOK).forEach(function (key) {
  legend.append("span").attr("class", "key").style("background", LOOK[key][1]);
  legend.append("span").text(LOOK[key][0]);
});
var size = function (point) { return point.slices ? point.slices.length : 0; };
var fullest = data.points.map(size).indexOf(d3.max(data.points, size) || 0);
options("#point", data.points.map(function (point, i) { return [String(i), point.label]; }), String(fullest), show);
place("#without", data.without ? "and " + data.without + " points without a timeline here" : "");
var named = function (column) { return [column, data.table.units[column]]; };
var settings = data.table.settings.map(named);
options("#metric", data.table.metrics.map(named), "makespan_s", chart);
options("#x", settings.concat(data.table.metrics.map(named)), settings.length ? settings[0][0] : "", chart);
options("#series", [["", "nothing"]].concat(settings), settings.length > 1 ? settings[1][0] : "", chart);
d3.select("#layer").on("input", function () { map(chosenPoint()); });
show();
chart();
