#pragma once

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "config/field_list.h"
#include "config/keys.h"

namespace modnn {

/// A key and how it gets into what it describes: the row from which reader, default, schema and
/// reference page follow.
template <class Owner>
struct Field {
  using Described = Owner;

  Key key;
  std::function<void(Owner&, KeyReader&)> read;
  std::function<Json(const Owner&)> write{};  ///< where descriptions are written, too
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

/// A key that fills a number or a flag; its default is what the member is initialised with. Without
/// the key, a member that is initialised with an infinity keeps it.
template <class Owner, class T>
requires std::is_arithmetic_v<T> Field<Owner> field(T Owner::*member, Key key) {
  const T initial = Owner{}.*member;
  if (!key.required && std::isfinite(static_cast<double>(initial))) key.fallback = written(initial);
  const std::string name = key.name;
  if constexpr (std::is_same_v<T, bool>) {
    key.type = KeyType::boolean;
    return {key, [=](Owner& owner, KeyReader& object) { owner.*member = object.boolean(name); },
            [=](const Owner& owner) -> Json { return owner.*member; }};
  } else if constexpr (std::is_integral_v<T>) {
    key.type = KeyType::integer;
    return {key,
            [=](Owner& owner, KeyReader& object) {
              owner.*member = static_cast<T>(object.integer(name));
            },
            [=](const Owner& owner) -> Json { return owner.*member; }};
  } else {
    static_assert(std::is_same_v<T, double>);
    return {key,
            [=](Owner& owner, KeyReader& object) { owner.*member = object.number(name, initial); },
            [=](const Owner& owner) { return written(owner.*member); }};
  }
}

/// A number whose default is another of the same object, which is read before it.
template <class Owner>
Field<Owner> field(double Owner::*member, double Owner::*other, Key key) {
  const std::string name = key.name;
  return {key, [=](Owner& owner, KeyReader& object) {
            owner.*member = object.number(name, owner.*other);
          }};
}

template <class Owner>
Field<Owner> field(std::string Owner::*member, Key key) {
  key.type = KeyType::text;
  const std::string name = key.name;
  return {key, [=](Owner& owner, KeyReader& object) { owner.*member = object.text(name); }};
}

template <class Owner>
Field<Owner> field(std::vector<double> Owner::*member, Key key) {
  key.type = KeyType::list;
  const std::string name = key.name;
  return {key, [=](Owner& owner, KeyReader& object) { owner.*member = object.numbers(name); }};
}

/// A key that chooses one of some words.
template <class Owner, class E>
Field<Owner> field(E Owner::*member, const Words<E>& words, Key key) {
  key.type = KeyType::word;
  key.words = names_of(words);
  if (!key.required) key.fallback = name_of(words, Owner{}.*member);
  const std::string name = key.name;
  return {
      key,
      [=, &words](Owner& owner, KeyReader& object) { owner.*member = object.word(name, words); },
      [=, &words](const Owner& owner) -> Json { return name_of(words, owner.*member); }};
}

/// A key that describes nothing that is simulated.
template <class Owner>
Field<Owner> unread(Key key) {
  return {key, [](Owner&, KeyReader&) {}};
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

/// The members of an object from which read_fields() fills such an owner; none where it is the
/// default.
template <class Owner>
Json write_fields(const Fields<Owner>& fields, const Owner& owner) {
  Json object = Json::object();
  for (const Field<Owner>& field : fields)
    if (Json value = field.write(owner); value != field.key.fallback)
      object[field.key.name] = std::move(value);
  return object;
}

/// The keys of a table of fields.
template <auto fields>
const Keys& keys_in() {
  static const Keys keys = keys_of(fields());
  return keys;
}

/// What an object describes whose keys are those of a table of fields.
template <auto fields>
auto read_object(const Value& value) {
  KeyReader object(value, keys_in<fields>());
  typename std::remove_cvref_t<decltype(fields())>::value_type::Described owner;
  read_fields(fields(), object, owner);
  object.done();
  return owner;
}

/// A key that fills a struct with keys of its own, which without it stays as it is initialised.
template <auto fields, class Owner, class Member>
Field<Owner> object_field(Member Owner::*member, Key key) {
  key.type = KeyType::object;
  key.inside = &keys_in<fields>();
  const std::string name = key.name;
  return {key, [=](Owner& owner, KeyReader& object) {
            if (const auto value = object.member(name)) owner.*member = read_object<fields>(*value);
          }};
}

}  // namespace modnn
