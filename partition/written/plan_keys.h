#pragma once

#include "config/keys.h"

namespace modnn {

/// The keys of a plan file: either all stages, as `modnn plan --json` prints them, or regions and
/// runs of layers, from which the planner makes the rest.
const Keys& plan_keys();

// Of the objects in it.
const Keys& box_keys();
const Keys& stage_keys();
const Keys& message_keys();
const Keys& piece_keys();
const Keys& task_keys();
const Keys& read_keys();

}  // namespace modnn
