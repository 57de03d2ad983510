#pragma once

namespace modnn {

/// ns-3 reads its defaults from the environment when its library is loaded, so a program that is to
/// simulate packets restarts itself once with the defaults that are wanted (Linux's TCP). Returns
/// at once where they are set. Throws EnvironmentError when the program cannot be started again.
void ensure_packet_level_defaults();

/// Width of the channel of the one kind of cell that SimGrid's ns-3 backend has, in MHz: 20 in
/// SimGrid 3.32, 40 in 4.0, whose ns-3 heeds what SimGrid asks for.
int packet_level_channel_mhz();

}  // namespace modnn
