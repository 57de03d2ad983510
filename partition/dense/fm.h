#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <queue>
#include <vector>

namespace modnn::fm {

/// A move of a vertex to another part; `to` is -1 when there is none.
struct Move {
  std::int64_t gain = std::numeric_limits<std::int64_t>::min();
  int to = -1;
};

// A Model is a partition that moves change one by one:
//
//   std::int32_t vertices()
//   int home(v)                             the part of a vertex
//   double weight(v), load(part), capacity(part)
//   Move best_move(v)                       the best move to a part with room for v
//   void apply(v, to)
//   void each_affected(v, from, visit)      vertices whose gain may have grown when v left `from`

struct Entry {
  std::int64_t rank;
  std::int32_t vertex;
  bool operator<(const Entry& entry) const {
    return rank != entry.rank ? rank < entry.rank : vertex > entry.vertex;
  }
};

/// One pass of Fiduccia and Mattheyses (DAC 1982) over k parts: best move first, every vertex once,
/// uphill moves allowed, then back to the best point passed. Of a vertex several entries may be
/// queued; an entry that promises more than the vertex gains now is queued again. Stops after
/// `patience` moves without a new best. Returns what was gained.
template <class Model>
std::int64_t pass(Model& model, std::size_t patience) {
  std::vector<char> locked(model.vertices());
  std::priority_queue<Entry> queue;
  const auto offer = [&](std::int32_t v) {
    if (locked[v]) return;
    const Move move = model.best_move(v);
    if (move.to >= 0) queue.push({move.gain, v});
  };
  for (std::int32_t v = 0; v < model.vertices(); ++v) offer(v);
  struct Step {
    std::int32_t vertex;
    int from;
  };
  std::vector<Step> steps;
  std::size_t kept = 0;
  std::int64_t total = 0, best = 0;
  while (!queue.empty() && steps.size() - kept < patience) {
    const auto [rank, v] = queue.top();
    queue.pop();
    if (locked[v]) continue;
    const Move move = model.best_move(v);
    if (move.to < 0) continue;
    if (move.gain < rank) {
      queue.push({move.gain, v});
      continue;
    }
    const int from = model.home(v);
    steps.push_back({v, from});
    model.apply(v, move.to);
    locked[v] = 1;
    total += move.gain;
    if (total > best) {
      best = total;
      kept = steps.size();
    }
    model.each_affected(v, from, offer);
  }
  while (steps.size() > kept) {
    model.apply(steps.back().vertex, steps.back().from);
    steps.pop_back();
  }
  return best;
}

/// Passes until one gains less than the fraction `least` of `volume`. Returns what was gained.
template <class Model>
std::int64_t improve(Model& model, std::int64_t volume, double least) {
  const std::size_t patience = 100 + static_cast<std::size_t>(model.vertices()) / 50;
  std::int64_t gained = 0;
  while (true) {
    const std::int64_t gain = pass(model, patience);
    gained += gain;
    if (gain <= 0 || static_cast<double>(gain) < least * static_cast<double>(volume)) return gained;
  }
}

/// Moves vertices away from parts with more than their capacity, least loss per weight first.
/// Returns what was gained (negative: lost).
template <class Model>
std::int64_t restore(Model& model, int parts) {
  std::int64_t gained = 0;
  for (int part = 0; part < parts; ++part) {
    if (model.load(part) <= model.capacity(part)) continue;
    std::priority_queue<Entry> queue;
    const auto entry_of = [&](std::int32_t v, const Move& move) {
      // In thousandths: entries compare whole numbers.
      return Entry{move.gain * 1000 / static_cast<std::int64_t>(model.weight(v)), v};
    };
    for (std::int32_t v = 0; v < model.vertices(); ++v) {
      if (model.home(v) != part || model.weight(v) == 0) continue;
      const Move move = model.best_move(v);
      if (move.to >= 0) queue.push(entry_of(v, move));
    }
    while (model.load(part) > model.capacity(part) && !queue.empty()) {
      const Entry top = queue.top();
      queue.pop();
      const Move move = model.best_move(top.vertex);
      if (move.to < 0) continue;
      const Entry now = entry_of(top.vertex, move);
      if (now.rank < top.rank) {
        queue.push(now);
        continue;
      }
      model.apply(top.vertex, move.to);
      gained += move.gain;
    }
  }
  return gained;
}

/// The better of two moves: more gain, of equals to the part that is less loaded for its capacity.
template <class Model>
bool better(const Model& model, std::int64_t gain, int to, const Move& than) {
  if (gain != than.gain) return gain > than.gain;
  return model.load(to) * model.capacity(than.to) < model.load(than.to) * model.capacity(to);
}

}  // namespace modnn::fm
