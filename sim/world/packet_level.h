#pragma once

namespace modnn {

/// ns-3 reads its defaults from the environment when its library is loaded, so a program that is to
/// simulate packets restarts itself once with the defaults that are wanted (Linux's TCP). Returns
/// at once where they are set. Throws EnvironmentError when the program cannot be started again.
void ensure_packet_level_defaults();

}  // namespace modnn
