#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace modnn {

/// Enumerators beside their names: neither is ever taken by its position.
template <class E>
using Words = std::vector<std::pair<E, std::string>>;

template <class E>
std::vector<std::string> names_of(const Words<E>& words) {
  std::vector<std::string> names;
  for (const auto& [value, name] : words) names.push_back(name);
  return names;
}

template <class E>
E named(const Words<E>& words, const std::string& name) {
  const auto word = std::find_if(words.begin(), words.end(),
                                 [&](const auto& pair) { return pair.second == name; });
  if (word == words.end()) throw std::logic_error("there is no enumerator for the word " + name);
  return word->first;
}

template <class E>
const std::string& name_of(const Words<E>& words, E value) {
  const auto word = std::find_if(words.begin(), words.end(),
                                 [&](const auto& pair) { return pair.first == value; });
  if (word == words.end()) throw std::logic_error("an enumerator has no word");
  return word->second;
}

}  // namespace modnn
