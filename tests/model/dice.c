/* SPDX-License-Identifier: MIT */
/*
 * splitmix64: a counter that is well mixed.  Any seed is as good as another,
 * and neighbours have nothing in common.
 */

#include "model/dice.h"

uint64_t
dice_next(struct dice *dice)
{
	uint64_t bits = dice->state += UINT64_C(0x9e3779b97f4a7c15);

	bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
	return bits ^ (bits >> 31);
}

uint32_t
dice_roll(struct dice *dice, uint32_t below)
{
	return (uint32_t)((dice_next(dice) >> 32) * below >> 32);
}

bool
dice_percent(struct dice *dice, unsigned int percent)
{
	return dice_roll(dice, 100) < percent;
}

size_t
dice_choose(struct dice *dice, const unsigned int *weights, size_t count)
{
	unsigned int sum = 0;
	size_t i = 0;
	uint32_t roll;

	for (size_t j = 0; j < count; j++)
		sum += weights[j];
	roll = dice_roll(dice, sum);
	while (roll >= weights[i])
		roll -= weights[i++];
	return i;
}
