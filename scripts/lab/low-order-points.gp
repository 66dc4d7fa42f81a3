\\ Points of small prime order on curves y^2 = x^3 - 3x + b over P-256's field, b not P-256's: a point is given for each
\\ prime from 3 to 8192 that is met, until their product exceeds n^2. Prints lines of: order x y (hexadecimal).
\\ Run: gp -q scripts/lab/low-order-points.gp > points.txt      (some minutes)
default(parisizemax, "2G");
p = 2^256 - 2^224 + 2^192 + 2^96 - 1;
n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551;
wanted = primes([3, 8192]);
found = Map();
product = 1;
b = 2; \\ 2 itself gives a curve with a node
hex(v) = { my(d = digits(v, 16)); strjoin(apply(x -> Vec("0123456789abcdef")[x + 1], d)); };
order(E, N, l) = {
  my(P = [0], Q);
  while (P == [0], P = ellmul(E, random(E), N / l^valuation(N, l)));
  Q = ellmul(E, P, l);
  while (Q != [0], P = Q; Q = ellmul(E, P, l));
  P;
};
{
  while (product < n^2,
    b++;
    E = ellinit([-3, b] * Mod(1, p));
    N = ellcard(E);
    for (i = 1, #wanted,
      l = wanted[i];
      if (N % l == 0 && !mapisdefined(found, l),
        P = order(E, N, l);
        mapput(found, l, 1);
        product *= l;
        print(l, " ", hex(lift(P[1])), " ", hex(lift(P[2])))
      )
    )
  );
}
quit;
