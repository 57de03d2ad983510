#include "partition/quality/instances.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <numeric>

#include "config/random.h"

namespace modnn {
namespace {

using Rows = std::vector<std::vector<std::int32_t>>;

Instance make_instance(std::string name, Index columns, Rows rows) {
  std::vector<Index> starts{0};
  std::vector<std::int32_t> column_of;
  for (auto& row : rows) {
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    column_of.insert(column_of.end(), row.begin(), row.end());
    starts.push_back(static_cast<Index>(column_of.size()));
  }
  return {std::move(name), make_bipartite(columns, starts, column_of)};
}

std::string title(const std::string& kind, Index rows, Index columns, const std::string& rest) {
  return fmt::format("{}_{}x{}{}", kind, rows, columns, rest);
}

/// Numbers below a limit, one after the other.
class Draws {
 public:
  Draws(std::uint64_t seed, const std::string& stream) : random_(seed, stream) {}
  Index below(Index limit) {
    return static_cast<Index>(random_.bits(next_++) % static_cast<std::uint64_t>(limit));
  }
  double fraction() { return static_cast<double>(random_.bits(next_++) >> 11) * 0x1p-53; }

 private:
  CounterRandom random_;
  std::uint64_t next_ = 0;
};

std::vector<std::int32_t> scrambled(Index count, Draws& draws) {
  std::vector<std::int32_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  for (Index i = count; i > 1; --i) std::swap(order[i - 1], order[draws.below(i)]);
  return order;
}

/// `count` different columns, every choice as likely (selection sampling, Knuth 3.4.2 S).
std::vector<std::int32_t> choose(Index columns, Index count, Draws& draws) {
  std::vector<std::int32_t> chosen;
  for (Index j = 0; static_cast<Index>(chosen.size()) < count; ++j) {
    const auto wanted = static_cast<double>(count - static_cast<Index>(chosen.size()));
    if (static_cast<double>(columns - j) * draws.fraction() < wanted)
      chosen.push_back(static_cast<std::int32_t>(j));
  }
  return chosen;
}

Index per_row(Index columns, double density) {
  return std::max<Index>(1, std::llround(density * static_cast<double>(columns)));
}

Rows random_rows(Index rows, Index columns, double density, Draws& draws) {
  Rows result(rows);
  for (auto& row : result) row = choose(columns, per_row(columns, density), draws);
  return result;
}

/// Scrambled labels 0 .. blocks - 1 in equal numbers up to one.
std::vector<int> labels(Index count, int blocks, Draws& draws) {
  std::vector<int> label;
  for (const std::int32_t place : scrambled(count, draws)) label.push_back(place % blocks);
  return label;
}

}  // namespace

Instance random_instance(Index rows, Index columns, double density, std::uint64_t seed) {
  Draws draws(seed, "instance.random");
  return make_instance(title("random", rows, columns, fmt::format("_density{}", density)), columns,
                       random_rows(rows, columns, density, draws));
}

Instance planted_instance(Index rows, Index columns, int blocks, double density, double noise,
                          std::uint64_t seed) {
  Draws draws(seed, "instance.planted");
  const std::vector<int> of_row = labels(rows, blocks, draws);
  const std::vector<int> of_column = labels(columns, blocks, draws);
  Rows members(blocks), result(rows);
  for (Index j = 0; j < columns; ++j) members[of_column[j]].push_back(static_cast<std::int32_t>(j));
  for (Index i = 0; i < rows; ++i) {
    const auto& own = members[of_row[i]];
    for (Index n = per_row(columns, density); n > 0; --n) {
      const bool anywhere = draws.fraction() < noise;
      result[i].push_back(anywhere ? static_cast<std::int32_t>(draws.below(columns))
                                   : own[draws.below(static_cast<Index>(own.size()))]);
    }
  }
  Instance instance =
      make_instance(title("planted", rows, columns,
                          fmt::format("_blocks{}_density{}_noise{}", blocks, density, noise)),
                    columns, std::move(result));
  instance.planted = of_row;
  instance.planted.insert(instance.planted.end(), of_column.begin(), of_column.end());
  return instance;
}

Instance power_law_instance(Index rows, Index columns, double density, std::uint64_t seed) {
  Draws draws(seed, "instance.power_law");
  const auto cumulative = [](Index count) {
    std::vector<double> sums;
    double sum = 0;
    for (Index i = 1; i <= count; ++i)
      sums.push_back(sum += std::pow(static_cast<double>(i), -0.8));
    return sums;
  };
  const std::vector<double> row_sums = cumulative(rows), column_sums = cumulative(columns);
  const auto row_names = scrambled(rows, draws), column_names = scrambled(columns, draws);
  const auto draw = [&draws](const std::vector<double>& sums) {
    const double drawn = draws.fraction() * sums.back();
    return std::min<std::ptrdiff_t>(
        std::upper_bound(sums.begin(), sums.end(), drawn) - sums.begin(),
        static_cast<std::ptrdiff_t>(sums.size()) - 1);
  };
  Rows result(rows);
  const auto nonzeros = static_cast<Index>(density * static_cast<double>(rows * columns));
  for (Index n = 0; n < nonzeros; ++n) {
    auto& row = result[row_names[draw(row_sums)]];
    row.push_back(column_names[draw(column_sums)]);
  }
  return make_instance(title("power_law", rows, columns, fmt::format("_density{}", density)),
                       columns, std::move(result));
}

Instance half_empty_instance(Index rows, Index columns, double density, std::uint64_t seed) {
  Draws draws(seed, "instance.half_empty");
  Rows result = random_rows(rows, columns, density, draws);
  for (Index i = 0; i < rows; ++i) {
    if (i % 2 == 1) result[i].clear();
    std::erase_if(result[i], [](std::int32_t j) { return j % 3 == 2; });
  }
  return make_instance(title("half_empty", rows, columns, fmt::format("_density{}", density)),
                       columns, std::move(result));
}

Instance disconnected_instance(Index rows, Index columns, int blocks, double density,
                               std::uint64_t seed) {
  Instance instance = planted_instance(rows, columns, blocks, density, 0, seed);
  instance.name = title("disconnected", rows, columns, fmt::format("_blocks{}", blocks));
  return instance;
}

Instance rank_deficient_instance(Index rows, Index columns, Index distinct, double density,
                                 std::uint64_t seed) {
  Draws draws(seed, "instance.rank_deficient");
  const Rows originals = random_rows(distinct, columns, density, draws);
  Rows result(rows);
  for (auto& row : result) row = originals[draws.below(distinct)];
  return make_instance(title("rank_deficient", rows, columns, fmt::format("_rank{}", distinct)),
                       columns, std::move(result));
}

}  // namespace modnn
