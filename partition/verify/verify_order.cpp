#include "partition/verify/verify_order.h"

#include <algorithm>
#include <map>

namespace modnn {

std::vector<std::size_t> first_hops(const Stage& stage, const Message& message) {
  std::vector<std::size_t> hops;
  for (const int earlier : message.after) {
    const auto index = static_cast<std::size_t>(earlier);
    if (earlier < 0 || index >= stage.messages.size()) continue;
    if (stage.messages.at(index).destination == message.source) hops.push_back(index);
  }
  return hops;
}

namespace {

bool forwards_what_comes(const Stage& stage, const Message& relay) {
  std::map<MapId, Region> brought, sent;
  for (const std::size_t hop : first_hops(stage, relay))
    for (const Piece& piece : stage.messages[hop].pieces) brought[piece.map] |= piece.region;
  for (const Piece& piece : relay.pieces) sent[piece.map] |= piece.region;
  return brought == sent;
}

/// Indices of messages that never go.
std::vector<std::size_t> stuck(const Stage& stage) {
  const std::vector<char> forwarded = forwarded_messages(stage);
  std::vector<char> gone(stage.messages.size());
  const auto has_all = [&](DeviceId device) {
    for (std::size_t i = 0; i < gone.size(); ++i)
      if (stage.messages[i].destination == device && !forwarded[i] && !gone[i]) return false;
    return true;
  };
  const auto can_go = [&](const Message& message) {
    if (message.after.empty()) return true;
    if (!message.relay) return has_all(message.source);
    return std::ranges::all_of(first_hops(stage, message),
                               [&](std::size_t i) { return gone[i] != 0; });
  };
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < gone.size(); ++i) {
      if (gone[i] || !can_go(stage.messages[i])) continue;
      gone[i] = 1;
      more = true;
    }
  }
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < gone.size(); ++i)
    if (!gone[i]) left.push_back(i);
  return left;
}

}  // namespace

std::vector<char> forwarded_messages(const Stage& stage) {
  std::vector<char> forwarded(stage.messages.size());
  for (const Message& message : stage.messages)
    for (const std::size_t hop : first_hops(stage, message))
      if (message.relay) forwarded[hop] = 1;
  return forwarded;
}

std::vector<Fault> verify_order(const Network& network, const Plan& plan) {
  std::vector<Fault> wrong;
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    const Stage& stage = plan.stages[s];
    const auto complain = [&](std::size_t message, const std::string& text) {
      wrong.push_back({.text = "layer " + network.layer(stage.layer).name + ": " + text,
                       .stage = static_cast<int>(s),
                       .message = static_cast<int>(message)});
    };
    std::vector<int> times(stage.messages.size());
    for (std::size_t i = 0; i < stage.messages.size(); ++i) {
      const Message& message = stage.messages[i];
      if (!message.relay) continue;
      if (!forwards_what_comes(stage, message))
        complain(i, "a relay forwards something else than what it comes after");
      for (const std::size_t hop : first_hops(stage, message))
        if (++times[hop] == 2) complain(i, "what one message brings is forwarded twice");
    }
    for (const std::size_t i : stuck(stage)) complain(i, "messages wait for each other");
  }
  return wrong;
}

}  // namespace modnn
