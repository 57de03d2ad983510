#include "platforms/calibrate/scenario.h"

#include <cmath>
#include <memory>
#include <stdexcept>

#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/mobility-module.h"
#include "ns3/network-module.h"
#include "ns3/wifi-module.h"

namespace modnn {
namespace {

constexpr double associated_s = 2;   ///< by then the stations have joined the cell
constexpr double first_flow_s = 3;   ///< flows start here, plus a random part of a beacon interval
constexpr double beacon_s = 0.1024;  ///< ns-3's default
constexpr std::uint32_t segment_bytes = 1448;
constexpr std::uint64_t warm_up_bytes = 1000;
constexpr std::uint16_t first_port = 5000;

/// Linux's TCP: 200 ms minimum retransmission time-out, ten segments at first, large buffers.
void configure_tcp() {
  using namespace ns3;
  Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(200)));
  Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
  Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(segment_bytes));
  Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(4U << 20));
  Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(4U << 20));
}

struct Cell {
  ns3::NodeContainer nodes;  ///< the access point, then the stations
  ns3::Ipv4InterfaceContainer addresses;
};

Cell make_cell(const Scenario& scenario) {
  using namespace ns3;
  Cell cell;
  cell.nodes.Create(static_cast<std::uint32_t>(scenario.stations) + 1);
  NodeContainer stations;
  for (int i = 1; i <= scenario.stations; ++i) stations.Add(cell.nodes.Get(i));

  YansWifiPhyHelper phy;
  phy.SetChannel(YansWifiChannelHelper::Default().Create());
  phy.Set("ChannelSettings",
          StringValue("{0, " + std::to_string(scenario.phy.channel_mhz) + ", BAND_5GHZ, 0}"));
  phy.Set("Antennas", UintegerValue(scenario.phy.streams));
  phy.Set("MaxSupportedTxSpatialStreams", UintegerValue(scenario.phy.streams));
  phy.Set("MaxSupportedRxSpatialStreams", UintegerValue(scenario.phy.streams));
  WifiHelper wifi;
  wifi.SetStandard(WIFI_STANDARD_80211n);
  const int mode = scenario.phy.mcs + 8 * (scenario.phy.streams - 1);
  wifi.SetRemoteStationManager("ns3::ConstantRateWifiManager", "DataMode",
                               StringValue("HtMcs" + std::to_string(mode)), "ControlMode",
                               StringValue("OfdmRate24Mbps"));
  const Ssid ssid("modnn");
  WifiMacHelper mac;
  mac.SetType("ns3::ApWifiMac", "Ssid", SsidValue(ssid));
  NetDeviceContainer devices = wifi.Install(phy, mac, cell.nodes.Get(0));
  mac.SetType("ns3::StaWifiMac", "Ssid", SsidValue(ssid));
  devices.Add(wifi.Install(phy, mac, stations));

  auto positions = CreateObject<ListPositionAllocator>();
  positions->Add(Vector(0, 0, 0));
  for (int i = 0; i < scenario.stations; ++i) {
    const double angle = 2 * M_PI * i / scenario.stations;
    positions->Add(Vector(scenario.phy.distance_m * std::cos(angle),
                          scenario.phy.distance_m * std::sin(angle), 0));
  }
  MobilityHelper mobility;
  mobility.SetPositionAllocator(positions);
  mobility.Install(cell.nodes);

  InternetStackHelper().Install(cell.nodes);
  Ipv4AddressHelper addresses;
  addresses.SetBase("10.0.0.0", "255.255.255.0");
  cell.addresses = addresses.Assign(devices);
  return cell;
}

/// Counts the flows that have not arrived yet; the last one stops the simulation.
struct Arrivals {
  int missing = 0;
  double last_s = 0;
};

class Flows {
 public:
  explicit Flows(Cell& cell) : cell_(cell) {}

  /// `bytes` from one node to another on a connection of its own, counted in `arrivals` if given.
  void add(int source, int destination, std::uint64_t bytes, double start_s, Arrivals* arrivals) {
    using namespace ns3;
    const std::uint16_t port = next_port_++;
    PacketSinkHelper sink("ns3::TcpSocketFactory", InetSocketAddress(Ipv4Address::GetAny(), port));
    auto sinks = sink.Install(cell_.nodes.Get(destination));
    sinks.Start(Seconds(0));
    BulkSendHelper source_helper("ns3::TcpSocketFactory",
                                 InetSocketAddress(cell_.addresses.GetAddress(destination), port));
    source_helper.SetAttribute("MaxBytes", UintegerValue(bytes));
    source_helper.SetAttribute("SendSize", UintegerValue(segment_bytes));
    source_helper.Install(cell_.nodes.Get(source)).Start(Seconds(start_s));
    if (arrivals == nullptr) return;
    ++arrivals->missing;
    auto left = std::make_shared<std::uint64_t>(bytes);
    sinks.Get(0)->TraceConnectWithoutContext(
        "Rx", Callback<void, Ptr<const Packet>, const Address&>(
                  [left, arrivals](Ptr<const Packet> packet, const Address&) {
                    *left -= packet->GetSize();
                    if (*left > 0) return;
                    arrivals->last_s = Simulator::Now().GetSeconds();
                    if (--arrivals->missing == 0) Simulator::Stop();
                  }));
  }

 private:
  Cell& cell_;
  std::uint16_t next_port_ = first_port;
};

}  // namespace

double completion_seconds(const Scenario& scenario, double limit_s) {
  using namespace ns3;
  RngSeedManager::SetRun(scenario.run);
  configure_tcp();
  Cell cell = make_cell(scenario);
  Flows flows(cell);
  const auto bytes = static_cast<std::uint64_t>(scenario.bytes);
  auto uniform = CreateObject<UniformRandomVariable>();
  const double start_s = first_flow_s + uniform->GetValue(0, beacon_s);
  Arrivals arrivals;
  for (int station = 1; station <= scenario.stations; ++station) {
    // Addresses are resolved and block acknowledgements agreed on before anything is measured.
    const double warm_up_s = associated_s + 0.05 * station;
    flows.add(station, 0, warm_up_bytes, warm_up_s, nullptr);
    flows.add(0, station, warm_up_bytes, warm_up_s + 0.025, nullptr);
    if (scenario.direction != Direction::down) flows.add(station, 0, bytes, start_s, &arrivals);
    if (scenario.direction != Direction::up) flows.add(0, station, bytes, start_s, &arrivals);
  }
  Simulator::Stop(Seconds(start_s + limit_s));
  Simulator::Run();
  const double seconds = arrivals.last_s - start_s;
  const bool arrived = arrivals.missing == 0;
  Simulator::Destroy();
  if (!arrived) throw std::runtime_error("the flows did not arrive in time");
  return seconds;
}

}  // namespace modnn
