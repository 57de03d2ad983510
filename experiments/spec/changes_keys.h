#pragma once

#include <optional>

#include "config/fields.h"
#include "sim/service/changes.h"
#include "sim/world/options.h"

namespace modnn {

/// The keys of an entry of "events", of "churn", of "loss" and of "recovery".
const Keys& event_keys();
const Fields<Churn>& churn_fields();
const Fields<Loss>& loss_fields();
const Fields<RecoverySpec>& recovery_fields();

/// What changes in the cell, and how its service reacts: "events", "churn" and "recovery" of an
/// experiment; none without any.
std::optional<Changes> read_changes(KeyReader& experiment, const Cluster& cluster);

/// Inlines the devices that events name.
void inline_events(Document& document, Problems& problems);

}  // namespace modnn
