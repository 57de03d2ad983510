#include "partition/plan/balance.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace modnn {

Balance balance_shares(std::size_t count,
                       const std::function<double(const std::vector<double>&)>& cost) {
  constexpr double changes[] = {0, 0.5, 0.8, 0.95, 1.05, 1.25, 2};
  constexpr int most_rounds = 30;
  // One trial's cost grows with the count, too: the effort stays that of some ten devices.
  constexpr std::size_t most_shares = 20000;
  std::size_t trials_left = std::max<std::size_t>(1, most_shares / std::max<std::size_t>(1, count));
  Balance best{std::vector<double>(count, 1.0), 0};
  best.cost = cost(best.factors);
  for (int round = 0; round < most_rounds; ++round) {
    Balance next = best;
    for (std::size_t i = 0; i < count; ++i) {
      for (const double change : changes) {
        std::vector<double> factors = best.factors;
        factors[i] *= change;
        if (factors == best.factors ||
            std::ranges::all_of(factors, [](double f) { return f == 0; }))
          continue;
        if (trials_left == 0) return next.cost < best.cost ? next : best;
        --trials_left;
        double price = std::numeric_limits<double>::infinity();
        try {
          price = cost(factors);
        } catch (const std::runtime_error&) {
          continue;  // such a cut does not fit some device's memory
        }
        if (price < next.cost) next = {std::move(factors), price};
      }
    }
    // The last ten-thousandth is not worth a round.
    if (next.cost >= best.cost * (1 - 1e-4)) return best;
    best = std::move(next);
  }
  return best;
}

}  // namespace modnn
