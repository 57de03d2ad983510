#include "platforms/link.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

#include "config/fields.h"
#include "platforms/link_keys.h"

namespace modnn {
namespace {

/// One stream's modulation and coding scheme.
struct Scheme {
  int coded_bits;          ///< per subcarrier and symbol
  double rate;             ///< of the code
  double sensitivity_dbm;  ///< in 20 MHz
};

/// IEEE 802.11-2020, 19.5 (MCS 0 to 7), 21.5 (to 9), and 802.11ax-2021, 27.5 (to 11); minimum
/// sensitivities of tables 19-23, 21-25 and 27-51, which agree where they overlap.
constexpr std::array schemes{
    Scheme{1, 1.0 / 2, -82}, Scheme{2, 1.0 / 2, -79},  Scheme{2, 3.0 / 4, -77},
    Scheme{4, 1.0 / 2, -74}, Scheme{4, 3.0 / 4, -70},  Scheme{6, 2.0 / 3, -66},
    Scheme{6, 3.0 / 4, -65}, Scheme{6, 5.0 / 6, -64},  Scheme{8, 3.0 / 4, -59},
    Scheme{8, 5.0 / 6, -57}, Scheme{10, 3.0 / 4, -54}, Scheme{10, 5.0 / 6, -52}};

/// What a standard has.
struct Limits {
  const char* name;
  int most_mcs;
  int most_streams;
  double symbol_ns;             ///< without its guard interval
  std::array<int, 4> carriers;  ///< data subcarriers of 20, 40, 80 and 160 MHz; 0: no such width
  std::vector<double> guard_ns;
};

const Limits& limits(WifiStandard standard) {
  static const Limits n{"802.11n", 7, 4, 3200, {52, 108, 0, 0}, {400, 800}};
  static const Limits ac{"802.11ac", 9, 8, 3200, {52, 108, 234, 468}, {400, 800}};
  static const Limits ax{"802.11ax", 11, 8, 12800, {234, 468, 980, 1960}, {800, 1600, 3200}};
  if (standard == WifiStandard::n) return n;
  return standard == WifiStandard::ac ? ac : ax;
}

/// 20, 40, 80, 160 MHz: 0, 1, 2, 3.
std::size_t doublings(int width_mhz) {
  return static_cast<std::size_t>(std::lround(std::log2(width_mhz / 20.0)));
}

/// 802.11ac leaves out where its bits do not divide among its encoders.
bool left_out(WifiStandard standard, int width_mhz, int streams, int mcs) {
  if (standard != WifiStandard::ac) return false;
  if (width_mhz == 20) return mcs == 9 && streams != 3 && streams != 6;
  if (width_mhz == 80)
    return (mcs == 6 && (streams == 3 || streams == 7)) || (mcs == 9 && streams == 6);
  return width_mhz == 160 && mcs == 9 && streams == 3;
}

/// Records what the standard does not have, of what the link says beside its scheme.
void check_standard(const Value& value, const Link& link) {
  const Limits& its = limits(link.standard);
  const auto expect = [&](const char* key, double number, const std::vector<double>& admissible,
                          const std::string& what) {
    if (std::find(admissible.begin(), admissible.end(), number) != admissible.end()) return;
    const bool given = value.json().contains(key);
    (given ? value.member(key) : value).problem(its.name + what);
  };
  std::vector<double> widths;
  for (const int mhz : {20, 40, 80, 160})
    if (its.carriers[doublings(mhz)] > 0) widths.push_back(mhz);
  std::vector<double> streams;
  for (int i = 1; i <= its.most_streams; ++i) streams.push_back(i);
  expect("width_mhz", link.width_mhz, widths, " has channels of " + one_of(widths) + " MHz");
  expect("streams", link.streams, streams, fmt::format(" has up to {} streams", its.most_streams));
  expect("guard_interval_ns", link.guard_interval_ns, its.guard_ns,
         " has guard intervals of " + one_of(its.guard_ns) + " ns");
}

}  // namespace

std::optional<double> data_rate_bps(const Link& link, int mcs) {
  const Limits& its = limits(link.standard);
  const int carriers = its.carriers[doublings(link.width_mhz)];
  if (mcs < 0 || mcs > its.most_mcs || link.streams > its.most_streams || carriers == 0 ||
      left_out(link.standard, link.width_mhz, link.streams, mcs))
    return std::nullopt;
  const Scheme& scheme = schemes[static_cast<std::size_t>(mcs)];
  const double bits = carriers * scheme.coded_bits * scheme.rate * link.streams;
  return bits / (its.symbol_ns + link.guard_interval_ns) * 1e9;
}

double received_dbm(const RadioPath& path) {
  return path.transmit_dbm - path.reference_loss_db -
         10 * path.exponent * std::log10(path.distance_m);
}

double sensitivity_dbm(int mcs, int width_mhz) {
  return schemes[static_cast<std::size_t>(mcs)].sensitivity_dbm +
         3 * static_cast<double>(doublings(width_mhz));
}

std::optional<LinkRate> rate_of(const Link& link) {
  const auto with = [&link](int mcs) -> std::optional<LinkRate> {
    const auto data_bps = data_rate_bps(link, mcs);
    if (!data_bps) return std::nullopt;
    return LinkRate{mcs, *data_bps, *data_bps * link.goodput_share};
  };
  if (!link.path) return with(link.mcs);
  for (int mcs = limits(link.standard).most_mcs; mcs >= 0; --mcs) {
    if (received_dbm(*link.path) < sensitivity_dbm(mcs, link.width_mhz)) continue;
    if (const auto rate = with(mcs)) return rate;
  }
  return std::nullopt;
}

Link read_link(const Value& value) {
  const std::size_t before = value.problems().lines().size();
  const auto fine = [&] { return value.problems().lines().size() == before; };
  const Link link = read_object<link_fields>(value);
  if (fine()) check_standard(value, link);
  if (!fine()) return link;
  if ((link.mcs >= 0) == link.path.has_value()) {
    value.problem("a link has either \"mcs\" or \"path\"");
  } else if (rate_of(link)) {
    return link;
  } else if (link.path) {
    value.member("path").problem(
        fmt::format("out of reach: {:.1f} dBm arrive, of which MCS 0 needs {} dBm",
                    received_dbm(*link.path), sensitivity_dbm(0, link.width_mhz)));
  } else {
    value.member("mcs").problem(fmt::format("{} has no MCS {} of {} stream{} in {} MHz",
                                            limits(link.standard).name, link.mcs, link.streams,
                                            link.streams == 1 ? "" : "s", link.width_mhz));
  }
  return link;
}

}  // namespace modnn
