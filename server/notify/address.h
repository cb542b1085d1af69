/* address: moved to base, where the address book reads it too. */
#ifndef ANTEROOM_NOTIFY_ADDRESS_H
#define ANTEROOM_NOTIFY_ADDRESS_H

#include "base/address.h"

#endif
