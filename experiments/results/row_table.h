#pragma once

#include <cstddef>

#include "config/document.h"
#include "experiments/results/column.h"

namespace modnn {

/// Integers stay integers; what there is nothing of becomes an empty cell.
template <class Source>
using Cell = Json (*)(const Source&);

template <class Source>
struct Row {
  const char* name;
  const char* unit;
  const char* help;
  Cell<Source> value;
};

template <class Source, std::size_t count>
void describe(const Row<Source> (&rows)[count], const Source& source, Json& described) {
  for (const Row<Source>& row : rows) described[row.name] = row.value(source);
}

template <class Source, std::size_t count>
void add_columns(const Row<Source> (&rows)[count], ResultColumns& columns) {
  for (const Row<Source>& row : rows) columns.push_back({row.name, row.unit, row.help});
}

}  // namespace modnn
