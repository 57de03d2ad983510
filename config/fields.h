#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>

#include "config/field_list.h"
#include "config/keys.h"

namespace modnn {

/// A key and how it gets into what it describes: the row from which reader, default, schema and
/// reference page follow.
template <class Owner>
struct Field {
  Key key;
  std::function<void(Owner&, KeyReader&)> read;
};

/// The value as a person would write it: 1, not 1.0.
template <class T>
Json written(T value) {
  if constexpr (std::is_same_v<T, double>) {
    constexpr double exact = 9007199254740992.0;  // 2^53
    if (std::abs(value) < exact && std::trunc(value) == value)
      return static_cast<std::int64_t>(value);
  }
  return value;
}

/// A key that fills a number or a flag; its default is what the member is initialised with.
template <class Owner, class T>
Field<Owner> field(T Owner::*member, Key key) {
  if (!key.required) key.fallback = written(Owner{}.*member);
  const std::string name = key.name;
  if constexpr (std::is_same_v<T, bool>) {
    key.type = KeyType::boolean;
    return {key, [=](Owner& owner, KeyReader& object) { owner.*member = object.boolean(name); }};
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    key.type = KeyType::integer;
    return {key, [=](Owner& owner, KeyReader& object) { owner.*member = object.integer(name); }};
  } else {
    static_assert(std::is_same_v<T, double>);
    return {key, [=](Owner& owner, KeyReader& object) { owner.*member = object.number(name); }};
  }
}

/// A key that chooses one of some words.
template <class Owner, class E>
Field<Owner> field(E Owner::*member, const Words<E>& words, Key key) {
  key.type = KeyType::word;
  key.words = names_of(words);
  if (!key.required) key.fallback = name_of(words, Owner{}.*member);
  const std::string name = key.name;
  return {key, [=, &words](Owner& owner, KeyReader& object) {
            owner.*member = object.word(name, words);
          }};
}

template <class Owner>
Fields<Owner> joined(Fields<Owner> first, const Fields<Owner>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

template <class Owner>
Keys keys_of(const Fields<Owner>& fields) {
  Keys keys;
  for (const Field<Owner>& field : fields) keys.push_back(field.key);
  return keys;
}

/// Fills the owner from the members of an object, and with the defaults of those that are absent.
template <class Owner>
void read_fields(const Fields<Owner>& fields, KeyReader& object, Owner& owner) {
  for (const Field<Owner>& field : fields) field.read(owner, object);
}

}  // namespace modnn
