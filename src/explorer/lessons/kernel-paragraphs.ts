/** The paragraphs of the kernels' exhibits in Chinese. Each is known by how the English begins; numbers in it are taken over by their places. */

/** What stands for the whole paragraph: `$1` and so on are groups of the pattern, which matches all of it. */
const PARAGRAPHS: readonly (readonly [RegExp | string, string])[] = [
  // Hashes
  [
    'SHA-256 turns any message',
    'SHA-256 把任意消息变成 32 字节的摘要。消息先填充成整数个 64 字节的分组。每个分组扩展成 64 个字，一轮把一个字混进八个工作变量；64 轮之后，变量与各自的初值相加，和就是下一个分组的起点。消息改动任何一个比特，摘要大约有一半的比特跟着变。',
  ],
  [
    'SHA-384 turns any message',
    'SHA-384 把任意消息变成 48 字节的摘要。它就是换了初值的 SHA-512，八个字里最后两个不写进摘要：所以没有人能从摘要接着算下去，而 SHA-256 和 SHA-512 可以。骨架和 SHA-256 一样，只是字有 64 位，分组有 128 字节，共 80 轮，旋转的位数也不同。',
  ],
  [
    'SHA-512 turns any message',
    'SHA-512 把任意消息变成 64 字节的摘要。骨架和 SHA-256 一样，只是字有 64 位，分组有 128 字节，共 80 轮，旋转的位数也不同。在 64 位的处理器上，按每个字节算，它比 SHA-256 快，因为每一轮吃进去的多一倍。',
  ],
  [
    'SHA-1 turns any message',
    'SHA-1 把任意消息变成 20 字节的摘要。它已被攻破：2017 年起就有 SHA-1 相同的两个文件（SHAttered）；2020 年起，连开头都可以任选的碰撞也只要几万美元，所以证书不能再用它签名。在碰撞帮不上忙的地方还在用它：HMAC，以及给密钥取名。骨架和 SHA-256 一样；可以比一比消息扩展，这里只是异或之后旋转一下，还有每一轮，这里只改一个变量，不是两个。',
  ],
  [
    'A hash alone proves nothing',
    '单有散列什么也证明不了：攻击者改了消息，可以重新算一遍。HMAC 把密钥混进去，只有持有密钥的人才能算出或检查 MAC。把密钥放在消息前面一起散列还不够，因为谁都可以从这样的散列接着往下算。所以要再散列一次；两次都把密钥放在最前面，掩码不同：里面用字节 36（ipad），外面用 5c（opad）。',
  ],
  [/^This key is longer than a block of (\d+) bytes.*$/, '这把密钥比 $1 字节的分组长：先对它求散列。'],
  [/^This key has the length of a block, (\d+) bytes.*$/, '这把密钥正好是一个分组的长度，$1 字节：原样使用。'],
  [/^This key is padded with zeros to a block of (\d+) bytes\.$/, '这把密钥用零补足到一个分组，$1 字节。'],
  // Ciphers
  [
    /^AES enciphers 16 bytes with a key\. The key of (\d+) bytes is expanded to (\d+) round keys, and each of (\d+) rounds has .*$/,
    'AES 用密钥加密 16 字节。$1 字节的密钥扩展成 $2 把轮密钥，一共 $3 轮，每轮四步：SubBytes、ShiftRows、MixColumns、AddRoundKey。状态是四行四列的字节，一列一列地写。SubBytes 把每个字节换成另一个，ShiftRows 把第 r 行旋转 r 格，MixColumns 给每一列乘一个矩阵（加密的最后一轮没有这一步），AddRoundKey 异或上轮密钥。',
  ],
  [
    /^AES enciphers 16 bytes with a key\. The key of (\d+) bytes is expanded to (\d+) round keys, and each of (\d+) rounds undoes .*$/,
    'AES 用密钥加密 16 字节，这里反过来解密。$1 字节的密钥扩展成 $2 把轮密钥，一共 $3 轮，每轮撤销四步：ShiftRows、SubBytes、AddRoundKey、MixColumns。状态是四行四列的字节，一列一列地写。SubBytes 把每个字节换成另一个，ShiftRows 把第 r 行旋转 r 格，MixColumns 给每一列乘一个矩阵（加密的最后一轮没有这一步），AddRoundKey 异或上轮密钥。',
  ],
  [
    'GCM encrypts and authenticates',
    'GCM 同时加密和认证，多数 TLS 会话都用它。分组密码加密一个计数器，得到的结果与明文异或。密文再用 GHASH 求散列：那是 2^128 个元素的域上的一个多项式，在点 H 处取值，而 H 只有持有密钥的人知道；散列加上掩码就是认证标签。一次性数用了两次，就泄露两份明文的异或，还泄露 H，从此谁都能伪造：攻击实验室里有演示。',
  ],
  [
    'The last 32 bits of J0',
    'J0 的最后 32 位每个分组加一。第一个值用来加密标签，明文从第二个值开始。最后一个分组需要几个字节就取几个。',
  ],
  [
    'GHASH reads blocks of 16 bytes',
    'GHASH 按 16 字节的分组读：先是附加数据，再是密文，都用零补足，最后是它们的比特数。每个分组让 Y 变成 (Y ⊕ X) • H。乘积 • 是系数为比特的多项式模 x^128 + x^7 + x^2 + x + 1 的乘积：加就是异或，最左边的比特是常数项。',
  ],
  [
    'A block cipher alone shows',
    '单用分组密码，看得出哪些分组相同。CBC 给每个分组先混进前一个密文分组，给第一个混进随机的 IV，于是相同的明文看起来也不同。它只保密，不防改动：没有 MAC，读不懂消息的人照样能改它，最后一节就是这样。TLS 1.2 有用 CBC 加 HMAC 的套件；TLS 1.3 一个也没有。',
  ],
  [
    'Deciphering XORs each block',
    '解密时，每个分组要与前一个密文分组异或。所以 C_1 的一个比特变了，P_1 就成了乱码，而 P_2 恰好也只变那一个比特。明文里写着 "admin=0"，知道位置的人就能把它变成 "admin=1"。最后一个分组末尾的填充也可以这样改；每个字节平均问上大约 128 次，连明文都会泄露（Vaudenay 2002）。',
  ],
  [
    'ChaCha20 turns a key',
    'ChaCha20 把 32 字节的密钥、一次性数和计数器变成一个看似随机的 64 字节的块；明文有多长，就用多少块与它异或。它只用 32 位字的加法、异或和旋转：没有表，也就没有由秘密决定的查表。Poly1305 产生认证标签：把密文读成一些数，作为多项式的系数，在秘密的 r 处取值，模 2^130 − 5，再加上秘密的 s。两者都取自第 0 块，只能用一次；同一把密钥下，一次性数决不能重复。',
  ],
  [
    'The state has sixteen words',
    '状态有十六个字：四个常数（"expand 32-byte k"）、八个密钥的字、计数器、三个一次性数的字。一个双轮有八个四分之一轮：先是四列，再是四条对角线。十个双轮之后，加上最初状态的各个字，不然这些轮可以倒推回去。',
  ],
  // RSA
  [
    'RSA in its bare form',
    '最简单的 RSA，用你自己的数。知道素数 p 和 q 的人能算出 d；只知道 n 和 e 的人要先分解 n，数小的时候很容易。实际使用时 n 至少 2048 位，消息在乘方之前还要填充：在这里，同样的 m 总得到同样的 c，而 m = 0 和 m = 1 根本不变。',
  ],
  [
    'd undoes e',
    'd 与 e 互逆：e·d 除以 λ 余 1。欧几里得算法反复做除法；把每个余数写成 λ 的倍数加 e 的倍数，到余数为 1 时，d 就出来了。',
  ],
  [
    /^An RSA key is two primes p and q of (\d+) bits\. .* The public exponent e is (\d+)\.(?: INSECURE: a modulus of (\d+) bits .*?factored\.)?(?: It comes from a seed.*)?$/,
    'RSA 密钥是两个 $1 位的素数 p 和 q。它们的乘积，即模数 n，是公开的；RSA 安全，是因为从 n 找不出 p 和 q。从随机的起点往上，一个一个地试奇数。多数有小因数；其余的用 Miller-Rabin 检验寻找“它是合数”的证据，找不到证据的还要通过 Lucas 检验。公开指数 e 是 $2。这里的密钥只供演示：它出自一个种子，谁有种子谁就有密钥；不到 2048 位的模数还能被分解，或者不久就会。',
  ],
  [
    'To sign is to raise a number',
    '签名就是把一个数乘方到私有指数 d，模 n，只有持有密钥的人做得到；验证就是把结果再乘方到公开指数 e，谁都做得到，然后看是不是回到同一个数。这个数是消息的摘要，按验证器唯一接受的方式填充。',
  ],
  [
    'The holder of the key knows p and q',
    '持有密钥的人知道 p 和 q，于是分别模它们来算：指数和模数都短一半的幂，两个合起来只要四分之一的时间，再用 Garner 公式合并。本引擎先给这个数乘一个随机因子（盲化），好让所用的时间泄露不了什么，交出之前还用 e 验证结果；这里显示的是不加这些的计算。',
  ],
  [
    'A power is computed digit by digit',
    '幂是一位一位算的：把指数写成十六进制，从最高位起，每一位先平方四次，再乘上这一位对应的底数的幂。下面是两个幂中的第一个。',
  ],
  [
    'PSS is the way of padding',
    'PSS 是有证明的 RSA 签名填充：谁能伪造，谁就能攻破 RSA 本身。新取的盐与消息的摘要一起求散列，其余部分加上掩码，整个数看起来都是随机的。同一条消息签两次，签名不同。',
  ],
  [
    'The hash H covers eight zero bytes',
    '散列 H 覆盖八个零字节、消息的摘要和盐。DB 是一串零、01 和盐；MGF1 把 H 拉长成它的掩码。验证的人从 H 再算出掩码，去掉它，找到盐，再检查 H。模数用不到的那几位，在左边清成零。',
  ],
  [
    'OAEP is the way of padding',
    'OAEP 是 RSA 加密之前的填充。新取的种子给消息加掩码，加了掩码的消息再给种子加掩码：没有得到整个数，就等于什么也没有得到；同样的消息每次加密出的密文也不同。',
  ],
  [
    'DB is the hash of the label',
    'DB 是标签的散列、一串零、01 和消息。MGF1 把种子拉长成 DB 的掩码，再把加了掩码的 DB 拉长成种子的掩码。',
  ],
  [
    'Decryption takes the masks off',
    '解密按相反的次序去掉掩码，检查第一个字节、标签的散列和 01。不管哪里错了，只说“解密失败”：2001 年，Manger 就凭着能分清两种失败，不用密钥解了密。',
  ],
  [
    'RSA alone gives the same ciphertext',
    '单用 RSA，同样的消息总是同样的密文；消息小、指数也小，就根本不是秘密。所以在消息前面放上非零的随机字节。TLS 1.3 以前就这样发送预主密钥；1998 年以来建议用 OAEP。',
  ],
  [
    'Decryption looks for 00 02',
    '解密先找 00 02，再找结束填充的那个零。有没有找到，无论从错误还是从时间都不能透露：1998 年 Bleichenbacher 证明，只要服务器肯说，一遍遍地问，就能读懂录下的会话；攻击实验室里可以运行它。填充错了，本引擎就用密钥和密文另造一条消息交出去，TLS 用它继续，到后面才失败。',
  ],
  // Curves
  [
    'A curve small enough to draw',
    '一条小得画得出来的曲线，用你自己的数：素数 p，系数 a 和 b，两个点和一个倍数。点用弦和切线相加；如果过它们的直线是竖直的，和就是无穷远点。实际使用的曲线只是大小不同。',
  ],
  [
    'A curve of the form of Curve25519',
    '一条 Curve25519 那种形式的曲线，小得画得出来，用你自己的数。一个点和它的镜像 u 相同，它们的倍点也是：下面的阶梯只用 u 计算。它保存两个相邻的点 R0 = m·P 和 R1 = (m + 1)·P，差总是 P；不管 k 的各位是什么，都用同样的步骤相加、加倍。',
  ],
  [
    'A curve of the form of edwards25519',
    '一条 edwards25519 那种形式的曲线，小得画得出来，用你自己的数。任意两点相加都用同一个公式，相同的点和零 (0, 1) 也一样；不需要弦，也不需要切线。只要 −1 是模 p 的平方数而 d 不是，就总是如此：分母决不为零。',
  ],
  [
    'The private key of ECDSA is a number',
    'ECDSA 的私钥是一个数 d，公钥是椭圆曲线上的点 Q = d·G。签名时新取一个数 k，由点 R = k·G 得到 r，再由 k、r、d 和消息的摘要算出 s。验证的人看不到 k 和 d，但能由 s、r、摘要和 Q 算出 R，看它的 x 是不是 r。',
  ],
  [
    'An elliptic curve is the set of points',
    '椭圆曲线是满足 y² = x³ + ax + b 的点 (x, y)，这里模 17，a = b = 2。点可以相加：过两点的弦与曲线交于第三点，它的镜像就是和。一个点与自己相加，就用切线代替弦。模一个素数时，直线从图的一边出去，从另一边进来。',
  ],
  [
    'Adding G again and again',
    '一次次地加 G，能走遍每个点，最后到无穷远点，它是这种加法的零。k 再大，用加倍和相加也很快就能算出 k·G。由 k·G 找 k 才难：这里查表就行，在实际使用的曲线上，谁也做不到。',
  ],
  [
    'Whoever learns k learns d',
    '谁知道了 k，凭一个签名就知道 d：d = (s·k − e) / r。两个签名用了同一个 k，也会泄露它。所以 k 是既要保密、又要每次都新的一次性数。RFC 6979 用 HMAC 由私钥和摘要派生它；本引擎还混入随机数（§3.6），除非要它不混。',
  ],
  ['Here r is the x of R', '这里 r 是 R 的 x 模 n，s = (e + r·d) / k 模 n。不管 k 是多少，本引擎执行的运算都相同。'],
  [
    'Two people who have never met',
    '两个从未见过面的人，在人人都听得见的线路上商定一个秘密。双方各有一个私钥 d，发送椭圆曲线上的点 Q = d·G，再把对方的点乘上自己的 d。因为 d₁·(d₂·G) = d₂·(d₁·G)，双方得到同一个点。偷听的人有两个点，却没有任何一个 d。在 TLS 里，两个 d 每次会话都新取，用完就忘掉。',
  ],
  [
    'X25519 is how two ends agree',
    'X25519 是多数 TLS 1.3 会话里双方商定秘密的办法。私钥是任意 32 字节，公钥是 Curve25519 上一点的 u 坐标；Curve25519 是模 2^255 − 19 的椭圆曲线。双方各把对方的公钥乘上自己的私钥，得到同一个数。',
  ],
  [
    'Curve25519 is an elliptic curve with',
    'Curve25519 是方程为 v² = u³ + Au² + u 的椭圆曲线；这里模 17，A = 8。点用弦和切线相加。一个点和它的镜像 u 相同，它们的倍点也是：只凭 P 的 u 就能得到 k·P 的 u。X25519 只用 u 计算，从不用 v。',
  ],
  [
    'The scalar k is the private key',
    '标量 k 是私钥把最低三位清零，这样 k·P 就没有小阶点的成分；再把第 254 位设为 1，这样阶梯的级数总是一样。阶梯保存两个点，它们的差就是最初的点：(x₂ : z₂) 和 (x₃ : z₃) 是 m·P 和 (m + 1)·P 的 u，m 是 k 中已读的部分。每一位不管是什么，都是一次加倍、一次相加；遇到与前一位不同的，就交换两个点。',
  ],
  [
    'The private key of Ed25519 is a seed',
    'Ed25519 的私钥是 32 字节的种子。它的散列给出秘密的数 s 和秘密的前缀；s 乘上基点 B，就是公钥 A。签名是点 R = r·B 和数 S = r + k·s，其中 k 是 R、A 和消息的散列。不需要随机数，也就没有随机数会出错。',
  ],
  [
    'Edwards25519 is an elliptic curve',
    'Edwards25519 是方程为 −x² + y² = 1 + dx²y² 的椭圆曲线；这里模 17，d = 6。写成这个形式，任意两点相加都用同一个公式，相同的点也一样：x = (x₁y₂ + x₂y₁) / (1 + dx₁x₂y₁y₂)，y = (y₁y₂ + x₁x₂) / (1 − dx₁x₂y₁y₂)。d 不是平方数，所以分母决不为零。加法的零是 (0, 1)。',
  ],
  [
    'The first half of the hash becomes s',
    '散列的前一半成为 s：最低三位清零，去掉小阶的点；第 254 位置为一。后一半是前缀。',
  ],
  [
    'Hashed together with the message, the prefix',
    '前缀与消息一起求散列，得到 r：没有人猜得到，每条消息也各不相同的一次性数。只有 r 不为人知，S 才藏得住 s。',
  ],
  // ML-KEM
  [
    'A quantum computer that is large enough',
    '足够大的量子计算机能攻破 RSA 和所有的椭圆曲线；ML-KEM 依靠的是另一个难题。持有密钥的人公布 t = A·s + e，其中 A 随机而公开，s 和 e 小而保密：没有 e，用线性代数就能求出 s；有了它，谁也不知道怎么求。每一项都是 256 个系数的多项式，系数模 3329，x^256 = −1。TLS 1.3 把它与 X25519 合用，要两个都攻破才行（X25519MLKEM768）。',
  ],
  [
    /^From the seed d come ρ, .* the (\d) × \d matrix A, .* small: (\d) coins less .*$/,
    '由种子 d 得到 ρ 和 σ：由 ρ，谁都能造出 $1 × $1 的矩阵 A；由 σ 得到 s 和 e。它们的系数很小：$2 枚硬币减去 $2 枚硬币，所以在 −$2 到 $2 之间。带尖帽的（ŝ）是经过 NTT 变换的多项式，相乘时一对一对地乘，只要 128 次，不必每个系数都乘每个系数。',
  ],
  [
    'The NTT is the Fourier transform',
    'NTT 是整数的傅里叶变换：七层蝶形运算。每个蝶形取相距 len 的两个系数，把第二个乘上 17 的幂 ζ，给出它们的和与差。',
  ],
  [
    /^The sender hashes m and .* it keeps (\d+) bits, of v (\d+)\.$/,
    '发送方把 m 和公钥一起求散列，得到共享秘密 K 和 r，由 r 得到小的 y、e1 和 e2。发送 u = Aᵀ·y + e1 和 v = tᵀ·y + e2 + μ；m 的哪一位是 1，μ 的那一项就是 1665，即 3329 的一半。然后压缩：u 的每个系数保留 $1 位，v 的保留 $2 位。',
  ],
  [
    /^The holder computes w = v .* The largest noise here is (\d+); .*$/,
    '持有密钥的人计算 w = v − sᵀ·u。大的部分全都抵消，因为 tᵀ·y 和 sᵀ·Aᵀ·y 只差一些噪声：剩下 μ 和小的数。系数离 1665 比离 0 近，就是比特 1。这里最大的噪声是 $1；到 832 就会读错一位。然后自己再封装一次 m：如果得到的密文不同，就是有人改过，于是把 K 换成什么也不透露的数。',
  ],
  // Keys from secrets
  [
    'A password is shorter than a key',
    '口令比密钥短，人们选的又不多。PBKDF2 故意慢慢地由它做出密钥：密钥的每个块是许多个 HMAC 的异或，每个都由前一个算出。猜口令的人每猜一次都要付这么多。盐不必保密，它使同样的口令在别处得到不同的密钥，所以一张猜测的表不能用两次。',
  ],
  [
    'A secret that two ends agreed on',
    '双方商定的秘密是一个有结构的数，而且只有一个；会话却需要好几把看似随机的密钥。HKDF 分两步做出它们，每一步都是 HMAC。TLS 1.3 的所有密钥都由此而来。',
  ],
  [
    'Extract presses the secret',
    'Extract 把秘密压成散列长度的一把密钥，不管它多长、多不均匀。盐是这一步的密钥，不必保密。在 TLS 1.3 里，盐是前一步派生的结果，所以每一阶段都依赖于此前的所有阶段。',
  ],
  [
    'Expand makes as many blocks',
    'Expand 要多少块就做多少块，每块由前一块得到。info 说明密钥的用途：换一个 info，得到的密钥就与这一把毫无关系。TLS 1.3 在里面放长度、"tls13 key" 这样的标签，以及到此为止全部消息的散列（RFC 8446 §7.1）。',
  ],
  [
    'TLS 1.2 makes all its keys',
    'TLS 1.2 的所有密钥都出自一个函数：由预主密钥得到主密钥（"master secret"），由主密钥得到保护记录的密钥（"key expansion"），还有 Finished 的校验值（"client finished"、"server finished"）。标签说明是哪一种；种子里是双方的随机数，或全部消息的散列。',
  ],
  [
    'Two rows of HMAC under the same secret',
    '同一个秘密下的两串 HMAC：A(i) 是 A(i-1) 的 HMAC，每个块是 A(i) 和种子的 HMAC。没有秘密的人，不能从一个块接着算下去，因为 A(i) 从不露面。TLS 1.3 改用的 HKDF 在前面多一步，先把不均匀的秘密压成均匀的密钥。',
  ],
  // Titles and steps
  [/^Key expansion, Nk = (\d): .*$/, '密钥扩展，Nk = $1：w[i] = w[i-Nk] XOR temp；temp 由 w[i-1] 变来'],
  [
    'SBOX(b): take the inverse',
    'SBOX(b)：取 b 在 GF(2^8) 中的逆元（0 仍为 0），与它自己左转 1、2、3、4 位的结果异或，再异或 63。',
  ],
  ['IV, the nonce', 'IV，即一次性数'],
  ['A, the associated data', 'A，附加数据'],
  ['The first product, X_1 • H', '第一个乘积 X_1 • H：X_1 的比特是 1，Z 就并入 V；V 右移，移出 1 时在左边并入 e1'],
  ['V, for the next bit', '供下一个比特用的 V'],
  ['bytes that differ', '不同的字节'],
  ['The blocks of 16 bytes, each', '16 字节的分组，每个后面加一个字节 01：Acc = (Acc + 分组) · r mod 2^130 − 5'],
  ['A prime would have given −1', '素数中途会出现 −1，或一开始就是 1：这个底数证明 w 是合数。'],
  ['A prime gives this', '素数就会这样：这个底数不能证明它是合数。'],
  [/^(.*), for (.) the encoded message as a number(?:, bit by bit of (.*))?$/, '$1，$2 是写成数的编码后的消息'],
  ['A, squared four times', 'A，平方四次'],
  [
    /^R0 = (\d+)·P and R1 = (\d+)·P; the bit is 1, so .*$/,
    'R0 = $1·P，R1 = $2·P；这一位是 1，所以 R0 变成两者的和，R1 变成 R1 的两倍',
  ],
  [
    /^R0 = (\d+)·P and R1 = (\d+)·P; the bit is 0, so .*$/,
    'R0 = $1·P，R1 = $2·P；这一位是 0，所以 R1 变成两者的和，R0 变成 R0 的两倍',
  ],
  ['in certificates and TLS', '在证书和 TLS 里的写法'],
  [/^The tangent at (.*) has slope (\d+) and meets (.*): (.*)$/, '过 $1 的切线，斜率是 $2，与曲线交于 $3：$4'],
  [/^The chord through (.*) and (.*) meets (.*): (.*)$/, '过 $1 和 $2 的弦与曲线交于 $3：$4'],
  ["X25519(k, u) with the other's u", 'X25519(k, u)，u 是对方的'],
  ['The result x_2 / z_2, little-endian', '结果 x_2 / z_2，小端序'],
  ["The other's d times our Q", '对方的 d 乘我们的 Q，按它的 d 逐位'],
  ['L, the order of B', 'L，B 的阶'],
  ['t̂ = Â·ŝ + ê, which is', 't̂ = Â·ŝ + ê，它和 ρ 就是公钥'],
  [/^HMAC (?:by|with) (sha\d+)$/, 'HMAC，用 $1'],
  ["HMAC's key: the salt", 'HMAC 的密钥：盐'],
  [/^(T\(1\) = HMAC\(PRK, )nothing(, info, 01\) = .*)$/, '$1空$2'],
  [
    /^A\(i\) = HMAC\(secret, A\(i-1\)\), where .*$/,
    'A(i) = HMAC(secret, A(i-1))，A(0) 是标签接种子；输出是各块依次相接',
  ],
  [/^row (\d): (.*) moves (\d) to the left: (.*)$/, '第 $1 行：$2 左移 $3 格：$4'],
  [/^word (\d+) of the block$/, '分组的第 $1 个字'],
  [
    /^new (c = .*); b becomes a’s old value, d that of c, e that of d\.$/,
    '新的 $1；b 得到 a 原来的值，d 得到 c 的，e 得到 d 的。',
  ],
  [/^(T = .*), the new a$/, '$1，新的 a'],
  [/^SBOX\((..)\): inverse (..); (.*)$/, 'SBOX($1)：逆元 $2；$3'],
  [/^the last bit of V is 0: V moved right = (.*)$/, 'V 的末位是 0：V 右移 = $1'],
  [/^the last bit of V is 1: V moved right, ⊕ e1 and zeros = (.*)$/, 'V 的末位是 1：V 右移，再 ⊕ e1 和零 = $1'],
  [/^(.*), block by block$/, '$1，逐个分组'],
  [/^(.*), bit by bit of (.*)$/, '$1，按 $2 逐位'],
  ['1. Two values before it starts', '1. 开始之前的两个值'],
  ['Of the key, and of the nonce', '由密钥和一次性数得到'],
  ['2. Encrypt: counter mode', '2. 加密：计数器模式'],
  ['3. One bit changed on the way', '3. 途中改了一个比特'],
  [/^The plaintext after the lowest bit of byte (\d+) of C_1 was changed$/, 'C_1 第 $1 字节的最低位改变之后的明文'],
  ['1. The one-time key: block 0', '1. 一次性密钥：第 0 块'],
  ['Its first half', '它的前一半'],
  ['2. Encrypt: the blocks from 1 on', '2. 加密：从第 1 块起'],
  [
    /^Miller-Rabin for the number at (.*), base (\d+): never −1 in time: composite$/,
    '对 $1 处的数做 Miller-Rabin 检验，底数 $2：没有及时出现 −1，是合数',
  ],
  [
    /^Miller-Rabin for the number at (.*), base (\d+): prime, as far as it can tell$/,
    '对 $1 处的数做 Miller-Rabin 检验，底数 $2：就它所能判断的，是素数',
  ],
  [/^Small polynomials: from −(\d) to \d$/, '小多项式：系数从 −$1 到 $1'],
];

/** A paragraph or a step of a kernel in Chinese; undefined for another text. */
export function kernelText(text: string): string | undefined {
  const found = PARAGRAPHS.find(([begins]) =>
    typeof begins === 'string' ? text.startsWith(begins) : begins.test(text),
  );
  if (found === undefined) return undefined;
  const [begins, told] = found;
  return typeof begins === 'string' ? told : text.replace(begins, told);
}
