#include "sim/service/tiles.h"

#include <algorithm>

#include "partition/plan/cost.h"
#include "partition/plan/liveness.h"
#include "sim/middleware/regions.h"
#include "sim/middleware/rounding.h"
#include "sim/world/simgrid_api.h"

namespace modnn {

namespace sg = simgrid::s4u;

namespace {

// Of DeepThings' code.
constexpr double request_bytes = 20;
constexpr double pause_s = 0.1;  ///< of a device that has asked in vain

constexpr LayerId first_layer = 1;

/// What a value takes on the air in this plan.
double value_bytes(const Plan& plan) {
  for (const Stage& stage : plan.stages)
    for (const Message& message : stage.messages)
      for (const Piece& piece : message.pieces)
        if (message.pieces.size() == 1)
          return message.bytes / static_cast<double>(piece.region.elements());
  return 4;
}

}  // namespace

/// An image whose tiles are computed.
struct TileService::Frame {
  int image = 0;
  DeviceId source = group_owner;
  std::deque<int> tiles;         ///< that nobody has taken
  std::vector<DeviceId> by;      ///< [tile]: who has computed what others wait for
  std::vector<char> covered;     ///< [tile]: whether the source knows that the owner has that
  std::vector<Parcel> overlaps;  ///< [tile]: what it is (numeric mode)
  Store held;                    ///< the image, at the source
  Store results;                 ///< at the group owner
  int returned = 0;              ///< tiles
};

/// A tile that somebody has taken.
struct TileService::Loot {
  Frame* frame = nullptr;
  int tile = 0;
  bool is_rest = false;   ///< the neighbours' overlaps are there
  std::vector<int> asks;  ///< neighbours whose overlaps the group owner has to send
};

TileService::TileService(Cell& cell, const Network& network, const Workload& workload,
                         const Plan& plan, const NumericInputs* numeric)
    : cell_(cell),
      network_(network),
      workload_(workload),
      plan_(plan),
      numeric_(numeric),
      tiles_(tiles_of(network, plan)),
      bytes_per_value_(value_bytes(plan)),
      arrivals_(arrivals_of(workload, cell.options.seed)),
      noise_(cell.options.noise, cell.options.seed),
      own_(cell.cluster.members.size()),
      macs_(cell.cluster.members.size()),
      resting_(cell.cluster.members.size()) {
  for (DeviceId device = 0; device < cell.cluster.size(); ++device) {
    woken_.push_back(sg::Semaphore::create(0));
    const auto computes = [device](const Stage& stage) {
      return std::ranges::find(stage.tasks, device, &Task::device) != stage.tasks.end();
    };
    if (device != group_owner || std::ranges::any_of(plan.stages, computes))
      computing_.push_back(device);
  }
}

TileService::~TileService() = default;

/// Devices begin when the first image has come, one after the other: what many actors wait for
/// comes to them in an order of SimGrid's.
void TileService::begin() {
  simgrid_api::add_actor("arrivals", cell_.world.host(group_owner), [this] {
    for (const ImageArrival& arrival : arrivals_) {
      sg::this_actor::sleep_until(cell_.world.start_s() + arrival.at_s);
      queue_.push_back(account_.arrives(workload_.sources[arrival.source], cell_.world.now()));
      begin_next();
      if (&arrival != &arrivals_.front()) continue;
      for (const DeviceId device : computing_)
        simgrid_api::add_actor(cell_.cluster.member(device).name, cell_.world.host(device),
                               [this, device] { work(device); });
    }
  });
}

void TileService::begin_next() {
  while (!queue_.empty() && account_.in_service() < workload_.in_flight) {
    Frame& frame = *frames_.emplace_back(std::make_unique<Frame>());
    frame.image = queue_.front();
    queue_.pop_front();
    account_.begins(frame.image, cell_.world.now());
    account_.is_tried(frame.image);
    frame.source = account_.image(frame.image).source;
    frame.by.assign(tiles_.size(), nobody);
    frame.covered.resize(tiles_.size());
    frame.overlaps.resize(tiles_.size());
    for (const bool waits : {false, true})
      for (std::size_t tile = 0; tile < tiles_.size(); ++tile)
        if (waits == (reuses() && !tiles_[tile].neighbours.empty()))
          frame.tiles.push_back(static_cast<int>(tile));
    if (numeric_ != nullptr) {
      const bool is_other = frame.image > 0 && numeric_->other_image;
      frame.held.add({0}, std::make_shared<Tensor>(is_other ? numeric_->other_image(frame.image)
                                                            : numeric_->image));
    }
    const DeviceId source = frame.source;
    own_[source].push_back(&frame);
    wake(source);
    tell(source, group_owner, frame.image, {}, [this, source](const Cause&) {
      const bool is_there = std::ranges::find(register_, source) != register_.end();
      if (!is_there && !own_[source].empty()) register_.push_back(source);
    });
  }
}

void TileService::work(DeviceId device) {
  Cause cause;
  while (answered_ < workload_.images)
    if (!compute_own(device, cause) && !steal(device, cause)) rest(device, cause);
}

bool TileService::compute_own(DeviceId device, Cause& cause) {
  if (own_[device].empty()) return false;
  const Loot loot = take(*own_[device].front(), device);
  Store store = loot.frame->held;
  compute(loot, device, store, cause);
  return true;
}

/// Asks the group owner whom to ask, and that device for a tile.
bool TileService::steal(DeviceId device, Cause& cause) {
  if (computing_.size() < 2 && device != group_owner) return false;
  constexpr int no_image = 0;
  ask(device, group_owner, no_image, cause);
  const DeviceId victim = next_victim();
  ask(group_owner, device, no_image, cause);
  if (victim == nobody) return false;
  ask(device, victim, no_image, cause);
  if (own_[victim].empty()) {
    ask(victim, device, no_image, cause);
    return false;
  }
  const Loot loot = take(*own_[victim].front(), device);
  const Tile& tile = tiles_[loot.tile];
  const std::vector<Piece> image{{{0}, loot.is_rest ? tile.rest_image : tile.image}};
  Store store;
  for (const auto& [map, part] : parcel_of(image, loot.frame->held)) store.add(map, part);
  send({victim, device, Purpose::scatter, image, 0, {}, false}, loot.frame->image, cause);
  compute(loot, device, store, cause);
  return true;
}

/// By turns.
DeviceId TileService::next_victim() {
  if (register_.empty()) return nobody;
  const DeviceId victim = register_.front();
  register_.pop_front();
  register_.push_back(victim);
  return victim;
}

TileService::Loot TileService::take(Frame& frame, DeviceId thief) {
  Loot loot{&frame, frame.tiles.front(), false, {}};
  frame.tiles.pop_front();
  const Tile& tile = tiles_[loot.tile];
  loot.is_rest = reuses() && !tile.neighbours.empty() &&
                 std::ranges::all_of(tile.neighbours, [&frame](int neighbour) {
                   return frame.covered[neighbour] != 0;
                 });
  // The source remembers what it has computed itself.
  if (loot.is_rest)
    for (const int neighbour : tile.neighbours)
      if (thief != frame.source || frame.by[neighbour] != thief) loot.asks.push_back(neighbour);
  if (!frame.tiles.empty()) return loot;
  const DeviceId source = frame.source;
  std::deque<Frame*>& frames = own_[source];
  frames.erase(std::ranges::find(frames, &frame));
  if (frames.empty())
    tell(source, group_owner, frame.image, {}, [this, source](const Cause&) {
      if (own_[source].empty()) std::erase(register_, source);
    });
  return loot;
}

void TileService::compute(const Loot& loot, DeviceId device, Store& store, Cause& cause) {
  fetch_overlaps(loot, device, store, cause);
  const Tile& tile = tiles_[loot.tile];
  for (const TileStep& step : loot.is_rest ? tile.rest : tile.steps)
    compute_step(loot, step, device, store, cause);
  keep_overlaps(loot, device, store, cause);
  Frame* const frame = loot.frame;
  const std::vector<Piece> result{{{network_.size() - 1}, tile.result}};
  post({device, group_owner, Purpose::gather, result, 0, {}, false},
       Subject(network_.size() - 1, frame->image), cause,
       [this, frame, parcel = parcel_of(result, store)](const Cause& arrived) {
         has_result(*frame, parcel, arrived);
       });
}

void TileService::compute_step(const Loot& loot, const TileStep& step, DeviceId device,
                               Store& store, Cause& cause) {
  const Device& kind = cell_.cluster.member(device).device;
  const Subject subject(step.layer, loot.frame->image);
  const int stage = loot.tile * network_.size() + step.layer;
  Processor& processor = cell_.processors[static_cast<std::size_t>(device)];
  const auto occupy = [&](Activity activity, CriticalPath::Kind path, auto&& work) {
    const double begin = cell_.world.now();
    cell_.ledger.begin(device, activity, begin, subject);
    work();
    const double end = cell_.world.now();
    cell_.ledger.end(device, activity, end, subject);
    cause.mark = cell_.path.extend(cause.mark, path, step.layer, end - begin);
    cause.busy_s += end - begin;
  };
  processor.take(&loot, cause.mark);
  occupy(Activity::page_in, CriticalPath::Kind::page_in,
         [&] { sg::this_actor::sleep_for(step.task.page_in_bytes / kind.page_in_bytes_per_s); });
  const Noise noise(cell_.options.noise, seed_of_image(cell_.options.seed, loot.frame->image));
  occupy(Activity::compute, CriticalPath::Kind::compute, [&] {
    sg::this_actor::execute(compute_seconds(kind, network_, step.layer, step.task) *
                            noise.task_factor(device, stage) * kind.conv_macs_per_s);
  });
  if (numeric_ != nullptr)
    compute_regions(network_, step.layer, step.task, numeric_->weights, store);
  processor.leave(cause.mark);
  macs_[device] += step.task.work.macs;
}

/// What the neighbours have computed, from the group owner; the source's own is there.
void TileService::fetch_overlaps(const Loot& loot, DeviceId device, Store& store, Cause& cause) {
  if (!loot.is_rest) return;
  const Tile& tile = tiles_[loot.tile];
  if (!loot.asks.empty()) {
    Message message{group_owner, device, Purpose::halo, {}, 0, {}, false};
    for (const int neighbour : loot.asks)
      for (const Piece& piece : tile.takes.at(neighbour)) message.pieces.push_back(piece);
    ask(device, group_owner, loot.frame->image, cause);
    send(std::move(message), loot.frame->image, cause);
  }
  for (const int neighbour : tile.neighbours)
    for (const auto& [map, part] : loot.frame->overlaps[neighbour]) store.add(map, part);
}

/// The group owner keeps what others wait for, and the source hears of it.
void TileService::keep_overlaps(const Loot& loot, DeviceId device, const Store& store,
                                Cause& cause) {
  if (!reuses() || tiles_[loot.tile].waiting.empty()) return;
  Frame& frame = *loot.frame;
  const auto tile = static_cast<std::size_t>(loot.tile);
  Message message{device, group_owner, Purpose::halo, {}, 0, {}, false};
  for (const int waiting : tiles_[tile].waiting)
    for (const Piece& piece : tiles_[waiting].takes.at(loot.tile)) message.pieces.push_back(piece);
  frame.overlaps[tile] = parcel_of(message.pieces, store);
  frame.by[tile] = device;
  send(std::move(message), frame.image, cause);
  const auto cover = [&frame, tile](const Cause&) { frame.covered[tile] = 1; };
  if (device == frame.source) return cover(cause);
  tell(group_owner, frame.source, frame.image, cause, cover);
}

void TileService::has_result(Frame& frame, const Parcel& parcel, const Cause& cause) {
  for (const auto& [map, part] : parcel) frame.results.add(map, part);
  if (++frame.returned < static_cast<int>(tiles_.size())) return;
  ++answered_;
  last_cause_ = cause;
  double error = 0;
  if (numeric_ != nullptr) {
    const LayerId last = network_.size() - 1;
    std::vector<Tensor> results{*frame.results.assemble({last}, whole(network_.layer(last).shape))};
    if (numeric_->error) error = numeric_->error(frame.image, results);
    if (frame.image == 0) first_results_ = std::move(results);
  }
  account_.is_answered(frame.image, cell_.world.now(), error);
  begin_next();
  if (answered_ == workload_.images)
    for (const DeviceId device : computing_) wake(device);
}

/// Until it is worth while to ask again, or an image has come.
void TileService::rest(DeviceId device, Cause& cause) {
  const double begin = cell_.world.now();
  resting_[device] = 1;
  woken_[device]->acquire_timeout(pause_s);
  resting_[device] = 0;
  cause.mark = cell_.path.extend(cause.mark, CriticalPath::Kind::wakeup, first_layer,
                                 cell_.world.now() - begin);
}

void TileService::wake(DeviceId device) {
  if (resting_[device] != 0) woken_[device]->release();
  resting_[device] = 0;
}

Parcel TileService::parcel_of(const std::vector<Piece>& pieces, const Store& store) const {
  Parcel parcel;
  if (numeric_ == nullptr) return parcel;
  for (const Piece& piece : pieces)
    for (const Box& box : piece.region.boxes())
      parcel.emplace_back(piece.map, store.exactly(piece.map, box));
  return round_parcel(std::move(parcel), numeric_->transfer_bytes_per_value);
}

/// A device's message to itself is none.
void TileService::post(Message message, Subject subject, const Cause& cause, Then then) {
  if (message.source == message.destination) return then(cause);
  for (const Piece& piece : message.pieces)
    message.bytes += bytes_per_value_ * static_cast<double>(piece.region.elements());
  const int index = static_cast<int>(sent_.size());
  SentMessage& sent = sent_.emplace_back(SentMessage{std::move(message), subject});
  Letter letter;
  letter.message = &sent.message;
  letter.layer = subject;
  letter.factor = noise_.message_factor(sent.message, 0, index);
  letter.mark = cause.mark;
  letter.receive = [this, &sent, then = std::move(then),
                    busy_s = cause.busy_s](const Letter& arrived) {
    sent.wakeup_s = arrived.arrival.wakeup_s;
    if (cell_.options.timeline)
      cell_.timeline.messages.push_back({sent.message.source, sent.message.destination,
                                         sent.subject, sent.message.purpose, sent.message.bytes,
                                         arrived.arrival.begin_s, arrived.arrival.awake_s,
                                         arrived.off_air_s, sent.subject.image});
    then({arrived.mark, busy_s});
  };
  cell_.post.send(std::move(letter));
}

/// Blocks the calling device until the message has arrived.
void TileService::send(Message message, int image, Cause& cause) {
  if (message.source == message.destination) return;
  const auto arrived = sg::Semaphore::create(0);
  post(std::move(message), Subject(first_layer, image), cause, [&](const Cause& last) {
    cause = last;
    arrived->release();
  });
  arrived->acquire();
}

void TileService::ask(DeviceId from, DeviceId to, int image, Cause& cause) {
  send({from, to, Purpose::scatter, {}, request_bytes, {}, false}, image, cause);
}

void TileService::tell(DeviceId from, DeviceId to, int image, const Cause& cause, Then then) {
  post({from, to, Purpose::scatter, {}, request_bytes, {}, false}, Subject(first_layer, image),
       cause, std::move(then));
}

StreamReport TileService::close(double now) {
  StreamReport report = account_.close(now);
  report.air_busy_s = cell_.air.busy_seconds();
  report.deadline_s = workload_.deadline_s;
  return report;
}

}  // namespace modnn
