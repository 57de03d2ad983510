#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "partition/plan/delivery.h"
#include "partition/plan/placing.h"

namespace modnn {

// Dynamic programs over how layers in a row are shared out: what is left to decide depends on who
// owns and holds what of the maps that are still to be read, and on nothing else.

/// How far some choices lead.
template <class Choice>
struct Reached {
  Holdings holdings;
  double cost = 0;
  std::vector<Choice> choices{};
};

/// For every map the last layer that reads it; the user reads the last.
std::vector<LayerId> last_readers(const Network& network);

/// What delivery depends on, for the schemes' own account of it.
PlanOptions options_of(const Placing& placing);

/// Who has what before the row.
Holdings holdings_before(const Placing& placing);

/// Messages that bring what is read after the row to the group owner.
void gather_outputs(Stage& stage, const Placing& placing, const PlanOptions& options,
                    const std::vector<LayerId>& last_read, const Holdings& holdings);

/// Whether all that comes after layer `id` is the same with both.
bool alike(const Holdings& a, const Holdings& b, const std::vector<LayerId>& last_read, LayerId id);

/// Takes a state in, unless one that leads as far has cost no more.
template <class Choice>
void keep(std::vector<Reached<Choice>>& states, Reached<Choice> state,
          const std::vector<LayerId>& last_read, LayerId id) {
  for (Reached<Choice>& other : states) {
    if (!alike(other.holdings, state.holdings, last_read, id)) continue;
    if (state.cost < other.cost) other = std::move(state);
    return;
  }
  states.push_back(std::move(state));
}

template <class Choice>
void keep_cheapest(std::vector<Reached<Choice>>& states, std::size_t most) {
  std::ranges::stable_sort(states, {}, &Reached<Choice>::cost);
  if (states.size() > most) states.erase(states.begin() + static_cast<int>(most), states.end());
}

}  // namespace modnn
