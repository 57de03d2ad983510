#include "search/search.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "config/random.h"
#include "partition/plan/planner.h"
#include "search/family.h"
#include "search/fixed.h"
#include "search/seeds.h"

namespace modnn {
namespace {

/// A sketch that was tried.
struct Tried {
  Sketch sketch;
  Score score;
  std::string origin;
};

class Search {
 public:
  explicit Search(const SearchTask& task)
      : task_(task),
        choices_(choices(task.network, task.cluster, task.options, task.goal.ways == Ways::any)),
        oracle_(task) {}

  Found run() {
    try_schemes();
    if (task_.cluster.workers() > 0) {
      begin();
      climb_from_best();
    }
    return result();
  }

 private:
  bool interrupted() const { return task_.means.interrupts != nullptr && Interrupts::count() > 0; }

  void take(const PlanOptions& options, const Score& score, const std::string& origin) {
    if (best_ && !(score < best_->score)) return;
    best_ = Found{options, origin, score, 0, {}};
  }

  /// Tries candidates, and remembers those that can be planned, the best first.
  void try_all(const std::vector<Candidate>& candidates,
               std::vector<std::pair<Score, Candidate>>& tried) {
    std::vector<PlanOptions> options;
    for (const Candidate& candidate : candidates) options.push_back(candidate.options);
    const auto scores = oracle_.ask(options, Oracle::Counting::beside);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      if (!scores[i]) continue;
      take(candidates[i].options, *scores[i], candidates[i].name);
      tried.emplace_back(*scores[i], candidates[i]);
    }
    std::ranges::stable_sort(tried, [](const auto& a, const auto& b) { return a.first < b.first; });
  }

  void try_schemes() {
    if (task_.cluster.workers() == 0) {
      PlanOptions alone = task_.options;
      alone.partition = {};
      try_all({{"local", alone}}, fixed_);
      return;
    }
    try_all(fixed_schemes(task_.network, choices_.ways.front()), fixed_);
    constexpr std::size_t most = 3;
    std::vector<Candidate> others;
    for (std::size_t i = 0; i < std::min(most, fixed_.size()); ++i) {
      for (Candidate& other : with_dense_schemes(task_.network, fixed_[i].second))
        others.push_back(std::move(other));
      for (std::size_t way = 1; way < choices_.ways.size(); ++way) {
        Candidate other{fixed_[i].second.name, choices_.ways[way]};
        other.options.partition = fixed_[i].second.options.partition;
        others.push_back(std::move(other));
      }
    }
    try_all(others, fixed_);
  }

  /// Where the search begins.
  void begin() {
    constexpr std::size_t most_plans = 12;
    for (std::size_t i = 0; i < std::min(most_plans, fixed_.size()); ++i) {
      const Candidate& scheme = fixed_[i].second;
      const Plan plan = make_plan(task_.network, task_.cluster, scheme.options, task_.patterns);
      if (auto sketch = sketch_of(plan, task_.network, task_.cluster, scheme.options))
        add(*sketch, scheme.name);
    }
    for (const Sketch& sketch : planned_seeds(choices_)) add(sketch, "the planner's costs");
    for (const Sketch& sketch : lonely_seeds(choices_)) add(sketch, "one device");
    for (const Sketch& sketch : whole_family(choices_, oracle_.left() / 2))
      add(sketch, "all of a family");
    for (auto& tried : ask_waiting())
      if (tried) begun_.push_back(std::move(*tried));
    std::ranges::stable_sort(begun_, {}, &Tried::score);
  }

  void add(const Sketch& sketch, const std::string& origin) {
    const auto planned = planned_by(sketch, task_.network, task_.cluster);
    if (!planned || !known_.insert(key_of(*planned)).second) return;
    waiting_.push_back({sketch, {}, origin});
    options_.push_back(*planned);
  }

  /// From the best three beginnings of different origins, each with a part of what may be tried,
  /// and from the best of all with what is left.
  void climb_from_best() {
    constexpr std::size_t most_starts = 3;
    std::vector<Tried> starts;
    for (const Tried& begun : begun_) {
      const bool known = std::ranges::find(starts, begun.origin, &Tried::origin) != starts.end();
      if (!known && starts.size() < most_starts) starts.push_back(begun);
    }
    if (starts.empty()) return;
    Tried best = starts.front();
    for (std::size_t i = 0; i < starts.size() && !interrupted(); ++i) {
      Tried reached = climb(starts[i], oracle_.left() / static_cast<int>(starts.size() - i + 1));
      if (reached.score < best.score) best = std::move(reached);
    }
    climb(std::move(best), oracle_.left());
  }

  /// Small changes in the order of chance; those of a batch that help are made together, as many of
  /// the best as help most, until none does or so many plans were tried.
  Tried climb(Tried at, int plans) {
    constexpr std::size_t batch = 48;
    const int end = oracle_.left() - plans;
    std::vector<Move> moves = shuffled(moves_of(at.sketch, choices_));
    std::size_t next = 0;
    while (next < moves.size() && oracle_.left() > end && !interrupted()) {
      std::vector<std::pair<Score, Move>> helping;
      std::vector<Move> asked;
      for (; next < moves.size() && asked.size() < batch; ++next)
        if (add_moved(at.sketch, {moves[next]}, at.origin)) asked.push_back(moves[next]);
      Tried best = at;
      const auto scores = ask_waiting();
      for (std::size_t i = 0; i < asked.size(); ++i) {
        if (!scores[i] || !(scores[i]->score < at.score)) continue;
        helping.emplace_back(scores[i]->score, asked[i]);
        if (scores[i]->score < best.score) best = *scores[i];
      }
      if (helping.empty()) continue;
      at = best_together(at, std::move(helping), std::move(best));
      moves = shuffled(moves_of(at.sketch, choices_));
      next = 0;
    }
    return at;
  }

  Tried best_together(const Tried& at, std::vector<std::pair<Score, Move>> helping, Tried best) {
    std::ranges::stable_sort(helping,
                             [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Move> together{helping.front().second};
    for (std::size_t i = 1; i < helping.size(); ++i) {
      together.push_back(helping[i].second);
      add_moved(at.sketch, together, at.origin);
    }
    for (const auto& tried : ask_waiting())
      if (tried && tried->score < best.score) best = *tried;
    return best;
  }

  /// Whether it makes another plan than those that were tried.
  bool add_moved(Sketch sketch, const std::vector<Move>& moves, const std::string& origin) {
    for (const Move& move : moves) {
      auto after = moved(sketch, move, choices_);
      if (after) sketch = std::move(*after);
      if (!after && moves.size() == 1) return false;
    }
    const std::size_t before = waiting_.size();
    add(sketch, origin);
    return waiting_.size() > before;
  }

  /// [of those that wait].
  std::vector<std::optional<Tried>> ask_waiting() {
    const auto scores = oracle_.ask(options_, Oracle::Counting::counted);
    std::vector<std::optional<Tried>> tried(waiting_.size());
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
      if (!scores[i]) continue;
      waiting_[i].score = *scores[i];
      take(options_[i], *scores[i], waiting_[i].origin);
      tried[i] = waiting_[i];
    }
    waiting_.clear();
    options_.clear();
    return tried;
  }

  /// Of the many changes of a factor half are left for later.
  std::vector<Move> shuffled(const std::vector<Move>& moves) {
    const CounterRandom random(static_cast<std::uint64_t>(++shuffles_), "moves");
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < moves.size(); ++i) {
      const bool scales = moves[i].kind == Move::Kind::scale;
      order.emplace_back((scales ? 2 : 1) * uniform(random, i), i);
    }
    std::ranges::sort(order);
    std::vector<Move> all;
    for (const auto& [place, i] : order) all.push_back(moves[i]);
    return all;
  }

  Found result() {
    using Reason = NothingFound::Reason;
    if (interrupted()) throw NothingFound(Reason::interrupted, "interrupted");
    if (!best_) throw NothingFound(Reason::no_plan, oracle_.first_failure());
    if (best_->score.beyond > 0) throw NothingFound(Reason::limits, unmet());
    best_->plans = oracle_.asked();
    best_->bounds =
        lower_bounds(task_.network, task_.cluster, task_.options, task_.simulation.fidelity);
    return *best_;
  }

  std::string unmet() const {
    const Outcome& nearest = best_->score.measured;
    const Limits& limits = task_.goal.subject_to;
    std::string texts;
    const auto add = [&texts](const char* name, double limit, double least) {
      if (least > limit)
        texts += fmt::format("{}{} {:.6g} instead of {:.6g}", texts.empty() ? "" : ", ", name,
                             least, limit);
    };
    add("makespan_s", limits.makespan_s, nearest.makespan_s);
    add("energy_j", limits.energy_j, nearest.energy_j);
    add("peak_memory_bytes", limits.peak_memory_bytes, nearest.peak_memory_bytes);
    return fmt::format("none of {} plans keeps within it; the nearest has {}", oracle_.asked(),
                       texts);
  }

  const SearchTask& task_;
  Choices choices_;
  Oracle oracle_;
  std::optional<Found> best_;
  std::vector<std::pair<Score, Candidate>> fixed_;
  std::vector<Tried> waiting_;
  std::vector<PlanOptions> options_;  ///< of those that wait
  std::set<std::string> known_;       ///< plans that were tried
  std::vector<Tried> begun_;          ///< the best first
  int shuffles_ = 0;
};

}  // namespace

Found search(const SearchTask& task) { return Search(task).run(); }

}  // namespace modnn
